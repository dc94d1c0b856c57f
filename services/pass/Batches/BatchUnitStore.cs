using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Batches;

/// <summary>The SQL about units in the caller's transaction. Units are locked before their batch.</summary>
internal sealed class BatchUnitStore(PassesDbContext db)
{
    /// <summary>
    /// Ends a unit with its counts, if the claim still holds it. False when another worker has claimed it, or the batch was cancelled:
    /// then nothing of it may take effect.
    /// </summary>
    internal async Task<bool> EndAsync(ClaimedUnit unit, BatchCounts counts, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL, items = NULL, created = {counts.Created},
                 updated = {counts.Updated}, voided = {counts.Voided}, deleted = {counts.Deleted}, failed = {counts.Failed},
                 notified = {counts.Notified}
             WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND number = {unit.Number}
                 AND claim_id = {unit.ClaimId}
             """,
            cancellationToken) == 1;

    /// <summary>
    /// Locks a unit if the claim still holds it, so that a cancel waits for it, and not longer than its transaction takes.
    /// </summary>
    internal async Task<bool> LockAsync(ClaimedUnit unit, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<int>(
            $"""
             SELECT number AS "Value" FROM batch_units
             WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND number = {unit.Number}
                 AND claim_id = {unit.ClaimId} FOR UPDATE
             """).ToListAsync(cancellationToken)).Count == 1;

    /// <summary>Ends all units that have no results; their items are cancelled. Waits for the one that is being stored.</summary>
    internal Task CancelAsync(Batch batch, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
         UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL
         WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id} AND ended_at IS NULL
         """,
        cancellationToken);
}
