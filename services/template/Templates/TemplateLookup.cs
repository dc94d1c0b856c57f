using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>Finds the template that a request names, in the caller's organization only.</summary>
internal static class TemplateLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("template", id);

    internal static Problem VersionNotFound(string version) => Problem.NotFound("template version", version);

    internal static Problem ChangedMeanwhile() => Problem.Conflict("changed_meanwhile",
        "The template was changed by another request at the same time. Read it and send the change again.");

    extension(TemplatesDbContext db)
    {
        /// <summary>Null when there is none; another organization's and a deleted one look the same.</summary>
        internal async Task<Template?> FindTemplateAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
            await db.FindTemplateEvenDeletedAsync(id, caller, cancellationToken) is { DeletedAt: null } template ? template : null;

        /// <summary>A published version by its number as it was sent; null when there is none.</summary>
        internal async Task<TemplateVersion?> FindVersionAsync(Template template, string version, CancellationToken cancellationToken) =>
            int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(
                    v => v.OrganizationId == template.OrganizationId && v.TemplateId == template.Id && v.Version == number,
                    cancellationToken)
                : null;

        /// <summary>The same, also a deleted one.</summary>
        internal async Task<Template?> FindTemplateEvenDeletedAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            var organizationId = caller.OrganizationId;
            return TypeId.TryParse(IdPrefixes.Template, id, out var templateId)
                ? await db.Templates.SingleOrDefaultAsync(t => t.OrganizationId == organizationId && t.Id == templateId, cancellationToken)
                : null;
        }
    }
}
