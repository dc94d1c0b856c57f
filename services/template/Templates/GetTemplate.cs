using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class GetTemplate
{
    internal static async Task<Results<Ok<TemplateResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, CancellationToken cancellationToken) =>
        await db.FindTemplateAsync(id, caller, cancellationToken) is { } template
            ? TypedResults.Ok(TemplateResponse.From(template, link))
            : TemplateLookup.NotFound(id);
}
