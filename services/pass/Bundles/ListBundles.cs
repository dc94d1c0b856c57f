using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

internal static class ListBundles
{
    internal static async Task<Results<Ok<Page<BundleResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, PassesDbContext db, BundlePresenter presenter,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.Bundles.AsNoTracking().Where(b => b.OrganizationId == organizationId && b.DeletedAt == null);
        var rows = await query.Newest(page, b => b.Id).Include(b => b.Passes).AsSplitQuery()
            .ToListAsync(cancellationToken);
        var deleted = await db.FindDeletedAsync(organizationId, rows, cancellationToken);
        return TypedResults.Ok(page.Cut(rows, b => b.Id, bundle => presenter.Show(bundle, deleted)));
    }
}
