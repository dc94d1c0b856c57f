using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Cancels a batch: finished items are kept, the rest are canceled. Idempotent.</summary>
internal static class CancelBatch
{
    internal static async Task<Results<Ok<BatchResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, BatchUnitStore store, UnitOfWork unitOfWork, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindBatchAsync(id, caller.OrganizationId, cancellationToken) is not { } found)
            return BatchLookup.NotFound(id);

        if (found.Status == BatchStatus.Completed)
            return Ended();
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        await store.CancelAsync(found, cancellationToken);
        var batch = await db.LockBatchAsync(found.OrganizationId, found.Id, cancellationToken);
        if (batch.Status == BatchStatus.Completed)
            return Ended();
        if (batch.Status != BatchStatus.Cancelled)
        {
            batch.Cancel(await db.CountAsync(batch, cancellationToken), time);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.ShowAsync(batch, cancellationToken));
    }

    private static Problem Ended() => Problem.Conflict("batch_ended", "The batch has finished; there is nothing left to cancel.");
}
