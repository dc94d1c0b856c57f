using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class ListTemplates
{
    internal static async Task<Results<Ok<Page<TemplateResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, string? status, DateTimeOffset? createdAfter, DateTimeOffset? createdBefore, ClaimsPrincipal caller,
        TemplatesDbContext db, FormLink link, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.Templates.AsNoTracking().Where(t => t.OrganizationId == organizationId && t.DeletedAt == null);
        switch (status)
        {
            case null:
                break;
            case "draft":
                query = query.Where(t => t.Version == 0);
                break;
            case "published":
                query = query.Where(t => t.Version > 0);
                break;
            default:
                return Problem.Invalid("?status", "unknown_value", "status must be draft or published.");
        }

        if (createdAfter?.ToUniversalTime() is { } after)
            query = query.Where(t => t.CreatedAt >= after);
        if (createdBefore?.ToUniversalTime() is { } until)
            query = query.Where(t => t.CreatedAt < until);
        var rows = query.Newest(page, t => t.Id).AsAsyncEnumerable();
        return TypedResults.Ok(await page.ReadAsync(rows, t => t.Id, t => TemplateResponse.From(t, link), cancellationToken));
    }
}
