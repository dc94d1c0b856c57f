using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>How many passes follow a template's design, and how far the last publication has come.</summary>
public sealed record TemplateRolloutResponse
{
    /// <summary><c>tpl_...</c></summary>
    public string TemplateId { get; init; } = "";

    /// <summary>The published version that passes are moved to; 0 if none is published.</summary>
    public int Version { get; init; }

    /// <summary>Passes that change when the template is published: all that are not void.</summary>
    public int Passes { get; init; }

    /// <summary>Of these, passes that still show an older version. 0 when the last publication has reached all.</summary>
    public int Outdated { get; init; }
}

/// <summary>Counts the passes that a publication changes: see <see cref="TemplatePassCounts"/>.</summary>
internal static class GetTemplateRollout
{
    internal static async Task<Results<Ok<TemplateRolloutResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, TemplateClient templates, TemplatePassCounts counts,
        CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Template, id, out var templateId)
            || !await db.HasTemplateAsync(templates, organizationId, templateId, cancellationToken))
            return Problem.NotFound("template", id);
        var version = await db.Templates.Where(t => t.OrganizationId == organizationId && t.Id == templateId)
            .Select(t => t.Version).SingleOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(new TemplateRolloutResponse
        {
            TemplateId = id,
            Version = version,
            Passes = await counts.CountAsync(organizationId, templateId, cancellationToken),
            Outdated = await counts.CountOutdatedAsync(organizationId, templateId, version, cancellationToken),
        });
    }
}

internal static class TemplateRolloutEndpoints
{
    // Below /templates, as the statistics are: the numbers are those of passes.
    internal static void MapTemplateRollouts(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/templates").RequireScope(Scopes.TemplatesRead).MapGet("/{id}/rollout", GetTemplateRollout.HandleAsync);
}
