using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

internal static class GetBundle
{
    internal static async Task<Results<Ok<BundleResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, BundlePresenter presenter, CancellationToken cancellationToken) =>
        await db.FindBundleAsync(id, caller.OrganizationId, cancellationToken) is { } bundle
            ? TypedResults.Ok(presenter.Show(bundle, await db.FindDeletedAsync(bundle.OrganizationId, [bundle], cancellationToken)))
            : BundleLookup.NotFound(id);
}
