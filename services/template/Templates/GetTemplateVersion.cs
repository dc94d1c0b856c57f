using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class GetTemplateVersion
{
    internal static async Task<Results<Ok<TemplateVersionResponse>, Problem>> HandleAsync(
        string id, string version, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        return await db.FindVersionAsync(template, version, cancellationToken) is { } found
            ? TypedResults.Ok(TemplateVersionResponse.From(found))
            : TemplateLookup.VersionNotFound(version);
    }
}
