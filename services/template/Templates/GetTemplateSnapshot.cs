using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// For the pass service, when it meets a template it has not heard of yet: the same members as <see cref="TemplateCreated"/>, so that both
/// ways fill the same copy.
/// </summary>
/// <param name="TemplateId">The template.</param>
/// <param name="Version">The version published last; 0 for a draft, from which nothing may be issued.</param>
/// <param name="Definition">The design for both wallets.</param>
/// <param name="Images">Its images by hash.</param>
/// <param name="FormLinkHash">Of the address of its form.</param>
internal sealed record TemplateSnapshot(Guid TemplateId, int Version, JsonElement Definition, IReadOnlyList<TemplateImage> Images, string? FormLinkHash);

internal static class GetTemplateSnapshot
{
    internal static async Task<Results<Ok<TemplateSnapshot>, Problem>> HandleAsync(
        Guid id, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var text = TypeId.Format(IdPrefixes.Template, id);
        if (await db.FindTemplateAsync(text, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(text);
        var published = await db.TemplateVersions.AsNoTracking()
            .Where(v => v.OrganizationId == organizationId && v.TemplateId == id).OrderByDescending(v => v.Version).FirstOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(published is null
            ? new TemplateSnapshot(id, template.Version, JsonElement.Parse(template.Definition), template.Images, link.HashOf(template))
            : new TemplateSnapshot(id, published.Version, JsonElement.Parse(published.Definition), published.Images, link.HashOf(template)));
    }
}
