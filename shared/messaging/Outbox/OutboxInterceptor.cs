using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Passinstance.Contracts.V1;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Writes the events of a save to the outbox, in the caller's transaction: the change and its events are committed together or not at all.
/// After the commit it wakes the relay.
/// </summary>
internal sealed class OutboxInterceptor(EventMappers mappers, OutboxSignal signal) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddMessages(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddMessages(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        // Inside an explicit transaction nothing is visible yet; TransactionCommittedAsync wakes the relay then.
        if (eventData.Context?.Database.CurrentTransaction is null)
            signal.SetCommitted();
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        signal.SetCommitted();
        return Task.CompletedTask;
    }

    private void AddMessages(DbContext? context)
    {
        if (context is null)
            return;

        List<OutboxMessage>? messages = null;
        void Publish(IAggregate aggregate, IEvent message) =>
            (messages ??= []).Add(OutboxMessage.For(message, aggregate.Id, aggregate.Version, Activity.Current));

        // Aggregates are tracked as soon as they are read or added; comparing all values here as well as in the save would cost twice.
        var tracker = context.ChangeTracker;
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        foreach (var entry in tracker.Entries<IEventSource>())
            entry.Entity.PublishRaised(mappers, Publish);
        tracker.AutoDetectChangesEnabled = detects;

        if (messages is not null)
            context.Set<OutboxMessage>().AddRange(messages);
    }
}
