using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>The SQL that stores results, in the caller's transaction.</summary>
internal sealed class BatchItemStore(PassesDbContext db)
{
    /// <summary>Stores an item's result, if the item has none and the unit is still claimed by the same claim.</summary>
    /// <returns>False when nothing was stored: then the item's effect must be rolled back.</returns>
    /// <remarks><c>unit</c> locks the unit if the claim holds it, <c>item</c> stores the result, the outer statement counts it.</remarks>
    internal async Task<bool> RecordAsync(ClaimedUnit unit, PendingItem item, PassResult result, CancellationToken cancellationToken)
    {
        var status = WireNames.Of(result.Pass is null ? BatchItemStatus.Failed : BatchItemStatus.Succeeded);
        var error = result.Failure is { } failure ? JsonSerializer.Serialize(BatchItemError.From(failure), ApiJson.Options) : null;
        var passId = result.Pass?.Id;
        var counted = result.Pass is null ? "failed" : WireNames.Of(item.Operation);
        return await db.Database.ExecuteSqlAsync(
            $"""
             WITH unit AS (
                 SELECT FROM batch_units
                 WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND number = {unit.Number}
                     AND claim_id = {unit.ClaimId} FOR UPDATE),
             item AS (
                 UPDATE batch_items SET status = {status}, pass_id = coalesce({passId}, pass_id), error = {error}::json, request = NULL
                 WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND index = {item.Index} AND status = 'pending'
                     AND EXISTS (SELECT FROM unit) RETURNING 1)
             UPDATE batch_units SET created = created + ({counted} = 'create')::int, updated = updated + ({counted} = 'update')::int,
                 voided = voided + ({counted} = 'void')::int, deleted = deleted + ({counted} = 'delete')::int,
                 failed = failed + ({counted} = 'failed')::int
             WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND number = {unit.Number}
                 AND EXISTS (SELECT FROM item)
             """,
            cancellationToken) == 1;
    }

    /// <summary>Ends a unit; false when another claim holds it, or it has ended.</summary>
    internal async Task<bool> EndUnitAsync(ClaimedUnit unit, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL
             WHERE organization_id = {unit.OrganizationId} AND batch_id = {unit.BatchId} AND number = {unit.Number}
                 AND claim_id = {unit.ClaimId}
             """,
            cancellationToken) == 1;

    /// <summary>
    /// Ends all units and cancels all items without a result. Waits for the items that are being stored, and for no others.
    /// </summary>
    internal async Task CancelAsync(Batch batch, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL
             WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id} AND ended_at IS NULL
             """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE batch_items SET status = 'cancelled', request = NULL
             WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id} AND status = 'pending'
             """,
            cancellationToken);
    }
}
