using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Saves aggregates, each with its events and its entry of the audit log, together or not at all. Those of several requests share a
/// transaction, see <see cref="GroupedWrites"/>. Where a context is in a transaction, or the request has an Idempotency-Key, it is an
/// ordinary save in that transaction.
/// </summary>
public sealed class GroupedSaves
{
    private readonly EventMappers _mappers;
    private readonly OutboxInterceptor _outbox;
    private readonly AuditInterceptor _audit;
    private readonly OutboxSignal _signal;
    private readonly GroupedWrites _writes;
    private readonly TimeProvider _time;

    internal GroupedSaves(
        EventMappers mappers, OutboxInterceptor outbox, AuditInterceptor audit, OutboxSignal signal, GroupedWrites writes,
        TimeProvider time) =>
        (_mappers, _outbox, _audit, _signal, _writes, _time) = (mappers, outbox, audit, signal, writes, time);

    /// <summary>Inserts a new aggregate; it is not tracked.</summary>
    /// <exception cref="PostgresException">The row is rejected, for example by a unique index: nothing was inserted.</exception>
    /// <exception cref="DbUpdateException">The same, in a transaction.</exception>
    public async Task InsertAsync<TAggregate>(DbContext db, TAggregate aggregate, CancellationToken cancellationToken)
        where TAggregate : class, IAggregate
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(aggregate);
        if (UnitOfWork.IsJoined(db))
        {
            db.Add(aggregate);
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var rows = new RowChanges(db);
        rows.Insert(aggregate);
        if (aggregate is IEventSource source)
        {
            source.PublishRaised(
                _mappers, (raisedBy, message) => rows.Insert(OutboxMessage.For(message, raisedBy.Id, raisedBy.Version, Activity.Current)));
        }

        if (AuditScope.Current is { } scope)
            rows.Insert(scope.EntryOfNew(aggregate, aggregate.OrganizationId, aggregate.Id, _time));
        await WriteAsync(db, rows, cancellationToken);
    }

    /// <summary>
    /// Saves what the context tracks; false when another request has changed or deleted one of the rows since it was read. Values that the
    /// database makes are not read back.
    /// </summary>
    /// <exception cref="PostgresException">A row is rejected, for example by a unique index: nothing was saved.</exception>
    /// <exception cref="DbUpdateException">The same, in a transaction.</exception>
    public async Task<bool> TrySaveAsync(DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (UnitOfWork.IsJoined(db))
            return await db.TrySaveAsync(cancellationToken);
        _outbox.AddMessages(db);
        var tracker = db.ChangeTracker;
        tracker.DetectChanges();
        _audit.AddEntries(db, knowsChanges: true);
        var rows = new RowChanges(db);
        var detects = tracker.AutoDetectChangesEnabled;
        tracker.AutoDetectChangesEnabled = false;
        var isWritable = tracker.Entries().All(rows.TryAdd);
        tracker.AutoDetectChangesEnabled = detects;
        if (!isWritable)
            return await db.TrySaveAsync(cancellationToken);
        try
        {
            await WriteAsync(db, rows, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        tracker.AcceptAllChanges();
        return true;
    }

    private async Task WriteAsync(DbContext db, RowChanges rows, CancellationToken cancellationToken)
    {
        await _writes.WriteAsync(rows, cancellationToken);
        _signal.SetCommitted();
        UnitOfWork.RunCommitted(db);
    }
}
