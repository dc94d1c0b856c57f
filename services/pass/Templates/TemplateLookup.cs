using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>Finds templates, in the caller's organization only.</summary>
internal static class TemplateLookup
{
    /// <summary>
    /// Whether the organization has the template. One that is not known here may be a draft, or its event has not arrived: the template
    /// service knows.
    /// </summary>
    internal static async Task<bool> HasTemplateAsync(
        this PassesDbContext db, TemplateClient templates, Guid organizationId, Guid templateId, CancellationToken cancellationToken) =>
        await db.Templates.Where(t => t.OrganizationId == organizationId && t.Id == templateId)
            .Select(t => (bool?)(t.DeletedAt == null)).SingleOrDefaultAsync(cancellationToken)
        ?? await templates.ReadAsync(organizationId, templateId, cancellationToken) is not null;
}
