using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// A template for the pass service, when no event about it has arrived yet. The members are those of <see cref="TemplateCreated"/>, so that
/// both ways fill the same replica.
/// </summary>
/// <param name="TemplateId">The template.</param>
/// <param name="Version">The version published last; 0 for a draft, from which no pass may be issued.</param>
/// <param name="Definition">The design for both wallets.</param>
/// <param name="Images">Its images by hash.</param>
/// <param name="FormLinkHash">Hash of the address of its form.</param>
internal sealed record TemplateSnapshot(
    Guid TemplateId, int Version, JsonElement Definition, IReadOnlyList<TemplateImage> Images, string FormLinkHash);

internal static class GetTemplateSnapshot
{
    internal static async Task<Results<Ok<TemplateSnapshot>, Problem>> HandleAsync(
        Guid id, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, CancellationToken cancellationToken)
    {
        var text = TypeId.Format(IdPrefixes.Template, id);
        if (await db.FindTemplateAsync(text, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(text);
        var (definition, images) = (template.Definition, template.Images);
        if (template.Status == TemplateStatus.Published)
        {
            var published = await db.TemplateVersions.AsNoTracking().SingleAsync(
                v => v.OrganizationId == template.OrganizationId && v.TemplateId == id && v.Version == template.Version, cancellationToken);
            (definition, images) = (published.Definition, published.Images);
        }

        return TypedResults.Ok(new TemplateSnapshot(id, template.Version, JsonElement.Parse(definition), images, link.HashOf(template)));
    }
}
