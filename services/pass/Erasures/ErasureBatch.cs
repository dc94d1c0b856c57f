using Passinstance.Messaging.Erasure;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>The next step of an erasure: empties some passes, or removes what is left of all of them.</summary>
internal sealed class ErasureBatch(
    PassesDbContext db, ErasureStore store, PassTemplates templates, ErasedResponse erased, UnitOfWork unitOfWork, TimeProvider time)
    : IWorkBatch
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Erasure? erasure = null;
        try
        {
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            erasure = await store.LockDueAsync(cancellationToken);
            if (erasure is null)
                return false;
            if (erasure.EmptiedAt is null)
                await EmptyAsync(erasure, cancellationToken);
            else
                await RemoveAsync(erasure, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (erasure is not null && exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // The transaction was rolled back. One erasure must not hold up the others.
            await store.DelayAsync(erasure, RetryDelay, cancellationToken);
            throw;
        }
    }

    private async Task EmptyAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow();
        var next = erasure.Next(IWorkBatch.Size);
        var passes = await db.LockPassesAsync(erasure.OrganizationId, next, cancellationToken);
        foreach (var pass in passes)
            pass.Erase(await templates.FindGoogleAsync(pass, cancellationToken), time);
        var now = time.GetUtcNow();
        erasure.RecordEmptied(next.Length, since, now + ErasureStore.Fetching, now);
    }

    private async Task RemoveAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var counts = await db.EraseAsync(
            ErasureStore.Removals, erasure.OrganizationId, erasure.PassIds, erasure.EmptyingSince!.Value, cancellationToken);
        counts["passes"] = erasure.PassIds.Length;
        counts["responses"] = await db.EraseResponsesAsync(
            erasure.OrganizationId, [.. erasure.PassIds.Select(id => TypeId.Format(IdPrefixes.Pass, id))],
            erased.SealFor(erasure.OrganizationId), cancellationToken);
        erasure.RecordOwn("pass", counts);
    }
}
