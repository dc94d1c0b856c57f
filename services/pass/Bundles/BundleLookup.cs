using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Finds the bundle a request names, in the caller's organisation only.</summary>
internal static class BundleLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("bundle", id);

    extension(PassesDbContext db)
    {
        /// <summary>With its passes; null when there is none, another organisation's and a deleted one alike.</summary>
        internal async Task<Bundle?> FindBundleAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Bundle, id, out var bundleId))
                return null;
            var organizationId = caller.OrganizationId;
            return await db.Bundles.AsNoTracking().Include(b => b.Passes)
                .SingleOrDefaultAsync(b => b.OrganizationId == organizationId && b.Id == bundleId && b.DeletedAt == null, cancellationToken);
        }

        /// <summary>Which passes of these bundles were deleted since.</summary>
        internal async Task<HashSet<Guid>> FindDeletedAsync(Guid organizationId, IEnumerable<Bundle> bundles, CancellationToken cancellationToken)
        {
            var ids = bundles.SelectMany(bundle => bundle.Passes).Select(pass => pass.PassId).Distinct().ToArray();
            return await db.Passes.Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id) && p.DeletedAt != null)
                .Select(p => p.Id).ToHashSetAsync(cancellationToken);
        }
    }
}
