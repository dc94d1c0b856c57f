using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Removes a bundle and its link; the passes stay. Doing it again answers the same.</summary>
internal static class DeleteBundle
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Bundle, id, out var bundleId) ||
            await db.Bundles.SingleOrDefaultAsync(b => b.OrganizationId == organizationId && b.Id == bundleId, cancellationToken) is not { } bundle)
            return BundleLookup.NotFound(id);
        bundle.Delete(time);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
