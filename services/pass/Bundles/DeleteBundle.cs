using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Removes a bundle and its link; the passes stay. Idempotent.</summary>
internal static class DeleteBundle
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindBundleToDeleteAsync(id, caller.OrganizationId, cancellationToken) is not { } bundle)
            return BundleLookup.NotFound(id);
        bundle.Delete(time);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
