using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Takes a pass out of a bundle; the pass stays, and the others keep their files. Idempotent.</summary>
internal static class RemoveBundlePass
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, string passId, ClaimsPrincipal caller, PassesDbContext db, UnitOfWork unitOfWork, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Pass, passId, out var pass))
            return PassLookup.NotFound(passId);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await db.LockBundleAsync(id, caller.OrganizationId, cancellationToken) is not { } bundle)
            return BundleLookup.NotFound(id);
        bundle.Passes.RemoveAll(member => member.PassId == pass);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
