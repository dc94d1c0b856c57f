using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Stops a batch: what has come to something stays as it is, the rest is never begun. Doing it again answers the same.</summary>
internal static class CancelBatch
{
    internal static async Task<Results<Ok<BatchResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindBatchAsync(id, caller, cancellationToken) is not { } found)
            return BatchLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        // Batch, then chunks, then items: the order in which everybody locks.
        var batch = await db.LockBatchAsync(found.OrganizationId, found.Id, cancellationToken);
        if (batch.Status == BatchStatus.Completed)
            return Problem.Conflict("batch_ended", "The batch has been worked off; there is nothing left to cancel.");
        if (batch.Status != BatchStatus.Cancelled)
        {
            // Waits for the items that are being stored at this moment, and for no others.
            await db.Database.ExecuteSqlAsync(
                $"UPDATE batch_units SET ended_at = clock_timestamp(), claim_id = NULL WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id} AND ended_at IS NULL",
                cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"UPDATE batch_items SET status = 'cancelled', request = NULL WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id} AND status = 'pending'",
                cancellationToken);
            batch.Cancel(await db.CountAsync(batch, cancellationToken), time);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.ShowAsync(batch, cancellationToken));
    }

    /// <summary>The batch, locked until the transaction ends: only one can end it.</summary>
    internal static Task<Batch> LockBatchAsync(this PassesDbContext db, Guid organizationId, Guid batchId, CancellationToken cancellationToken) =>
        db.Batches.FromSql($"SELECT * FROM batches WHERE organization_id = {organizationId} AND id = {batchId} FOR UPDATE").SingleAsync(cancellationToken);
}
