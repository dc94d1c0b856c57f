using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class GetTemplate
{
    internal static async Task<Results<Ok<TemplateResponse>, StatusCodeHttpResult, Problem>> HandleAsync(
        string id, HttpContext http, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        EntityTag.Show(http.Response, template.Revision);
        return EntityTag.IsKnown(http.Request, template.Revision)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(TemplateResponse.From(template));
    }
}
