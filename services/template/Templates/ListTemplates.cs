using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class ListTemplates
{
    internal static async Task<Results<Ok<Page<TemplateResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.Templates.AsNoTracking().Where(t => t.OrganizationId == organizationId);
        if (page.Before is { } before)
            query = query.Where(t => t.Id < before);
        var rows = await query.OrderByDescending(t => t.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, t => t.Id, TemplateResponse.From));
    }
}
