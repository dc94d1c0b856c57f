using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Bundles;

/// <summary>Finds bundles of one organization. A deleted bundle and one of another organization do not exist for it.</summary>
internal static class BundleLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("bundle", id);

    extension(PassesDbContext db)
    {
        /// <summary>For reading, with its passes, by the public id.</summary>
        internal async Task<Bundle?> FindBundleAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Bundle, id, out var bundleId)
                ? await db.FindBundleAsync(bundleId, organizationId, cancellationToken)
                : null;

        /// <summary>For reading, with its passes.</summary>
        internal Task<Bundle?> FindBundleAsync(Guid id, Guid organizationId, CancellationToken cancellationToken) =>
            db.Bundles.AsNoTracking().Include(b => b.Passes)
                .SingleOrDefaultAsync(b => b.OrganizationId == organizationId && b.Id == id && b.DeletedAt == null, cancellationToken);

        /// <summary>Tracked, for a change, also when it was deleted.</summary>
        internal async Task<Bundle?> FindBundleToDeleteAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Bundle, id, out var bundleId)
                ? await db.Bundles.SingleOrDefaultAsync(b => b.OrganizationId == organizationId && b.Id == bundleId, cancellationToken)
                : null;

        /// <summary>With its passes and locked, for a change of them; null when there is none, or it was deleted.</summary>
        internal async Task<Bundle?> LockBundleAsync(string id, Guid organizationId, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Bundle, id, out var bundleId))
                return null;
            var locked = await db.Bundles
                .FromSql(
                    $"SELECT * FROM bundles WHERE organization_id = {organizationId} AND id = {bundleId} AND deleted_at IS NULL FOR UPDATE")
                .ToListAsync(cancellationToken);
            if (locked is not [var bundle])
                return null;
            await db.Entry(bundle).Collection(b => b.Passes).LoadAsync(cancellationToken);
            return bundle;
        }

        /// <summary>The passes of these bundles that were deleted since.</summary>
        internal async Task<HashSet<Guid>> FindDeletedAsync(
            Guid organizationId, IEnumerable<Bundle> bundles, CancellationToken cancellationToken)
        {
            var ids = bundles.SelectMany(bundle => bundle.Passes).Select(pass => pass.PassId).Distinct().ToArray();
            return await db.Passes.Where(p => p.OrganizationId == organizationId && ids.Contains(p.Id) && p.DeletedAt != null)
                .Select(p => p.Id).ToHashSetAsync(cancellationToken);
        }
    }
}
