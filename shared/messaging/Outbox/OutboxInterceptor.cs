using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
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
    private static readonly ConditionalWeakTable<DbContext, State> States = [];

    /// <summary>What is known of a context's transaction, in one use of the context.</summary>
    private sealed class State
    {
        internal int Lease;
        internal bool HasEvents;
        internal bool IsSavingAlone;
        internal bool WritesBySavesOnly;
    }

    /// <summary>
    /// The context writes events by its saves only, not by SQL of its own: a transaction without any wakes no relay when it commits.
    /// </summary>
    internal static void WritesBySavesOnly(DbContext context) => StateOf(context).WritesBySavesOnly = true;

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
        if (eventData.Context is { } context)
        {
            var state = StateOf(context);
            state.IsSavingAlone = false;
            if (context.Database.CurrentTransaction is null)
                SignalIf(state.HasEvents, state);
        }

        return ValueTask.FromResult(result);
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
            StateOf(context).IsSavingAlone = false;
        return Task.CompletedTask;
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var state = eventData.Context is { } context ? StateOf(context) : new State();
        // An explicit transaction may have written events by SQL.
        SignalIf(state.HasEvents || !(state.IsSavingAlone || state.WritesBySavesOnly), state);
        return Task.CompletedTask;
    }

    // A context comes from a pool: what an earlier user left is not this one's.
    private static State StateOf(DbContext context)
    {
        var state = States.GetOrCreateValue(context);
        var lease = context.ContextId.Lease;
        if (state.Lease != lease)
            (state.Lease, state.HasEvents, state.IsSavingAlone, state.WritesBySavesOnly) = (lease, false, false, false);
        return state;
    }

    // After a rollback the mark stays, and the next commit wakes the relay for nothing.
    private void SignalIf(bool isDue, State state)
    {
        state.HasEvents = false;
        if (isDue)
            signal.SetCommitted();
    }

    /// <summary>Adds the events of a save to its context.</summary>
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

        var state = StateOf(context);
        state.IsSavingAlone = context.Database.CurrentTransaction is null;
        if (messages is null)
            return;
        context.Set<OutboxMessage>().AddRange(messages);
        state.HasEvents = true;
    }
}
