using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Passinstance.Messaging.Inbox;

namespace Passinstance.Messaging.Transactions;

/// <summary>Whether the commit of this request waits until its answer is known, so that both are stored together.</summary>
internal sealed class HeldCommit
{
    /// <summary>True while a save must open the transaction and leave it open.</summary>
    internal bool IsHeld { get; set; }
}

/// <summary>
/// Opens the held transaction at the first save and not before: what a handler does until then, such as asking another service, holds no
/// transaction. After whichever commit it runs what was left for after it.
/// </summary>
internal sealed class HeldCommitInterceptor(HeldCommit commit, AfterCommit afterCommit) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (commit.IsHeld && eventData.Context is { Database.CurrentTransaction: null } context)
            await context.Database.BeginTransactionAsync(cancellationToken);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { Database.CurrentTransaction: null })
            afterCommit.Run();
        return ValueTask.FromResult(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        commit.IsHeld
            ? throw new InvalidOperationException("This request carries an Idempotency-Key: its commit is made with its answer. Begin transactions with RequestTransaction.BeginAsync.")
            : ValueTask.FromResult(result);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        afterCommit.Run();
        return Task.CompletedTask;
    }
}
