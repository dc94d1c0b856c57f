using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class GetTemplate
{
    internal static async Task<Results<Ok<TemplateResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Template, id, out var templateId) ||
            await db.Templates.AsNoTracking().SingleOrDefaultAsync(t => t.OrganizationId == organizationId && t.Id == templateId, cancellationToken) is not { } template)
            return Problem.NotFound("template", id);
        return TypedResults.Ok(TemplateResponse.From(template));
    }
}
