using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Saves aggregates, each with its events and its entry of the audit log, together or not at all. Those of several requests share a
/// transaction, see <see cref="GroupedWrites"/>. Nothing is tracked. Where a context is in a transaction, or the request has an
/// Idempotency-Key, an ordinary save in that transaction is the way.
/// </summary>
public sealed class GroupedSaves
{
    private readonly EventMappers _mappers;
    private readonly OutboxSignal _signal;
    private readonly GroupedWrites _writes;
    private readonly TimeProvider _time;

    internal GroupedSaves(EventMappers mappers, OutboxSignal signal, GroupedWrites writes, TimeProvider time) =>
        (_mappers, _signal, _writes, _time) = (mappers, signal, writes, time);

    /// <summary>Inserts a new aggregate; it is not tracked.</summary>
    /// <exception cref="PostgresException">The row is rejected, for example by a unique index: nothing was inserted.</exception>
    /// <exception cref="DbUpdateException">The same, in a transaction.</exception>
    public async Task InsertAsync<TAggregate>(DbContext db, TAggregate aggregate, CancellationToken cancellationToken)
        where TAggregate : class, IAggregate
    {
        if (UnitOfWork.IsJoined(db))
        {
            db.Add(aggregate);
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var rows = new RowChanges(db);
        rows.Insert(aggregate);
        PublishRaised(aggregate, rows);
        if (AuditScope.Current is { } scope)
            rows.Insert(scope.EntryOfNew(aggregate, aggregate.OrganizationId, aggregate.Id, _time));
        await WriteAsync(db, rows, cancellationToken);
    }

    /// <summary>
    /// Writes what has changed about an aggregate that is not tracked; false when another request has changed or deleted the row since it
    /// was read. Values that the database makes are not read back.
    /// </summary>
    /// <param name="db">The context; it is in no transaction.</param>
    /// <param name="aggregate">The aggregate.</param>
    /// <param name="before">The aggregate as it was read.</param>
    /// <exception cref="PostgresException">A row is rejected, for example by a unique index: nothing was written.</exception>
    public async Task<bool> TryUpdateAsync<TAggregate>(
        DbContext db, TAggregate aggregate, RowSnapshot before, CancellationToken cancellationToken)
        where TAggregate : class, IAggregate
    {
        var rows = new RowChanges(db);
        rows.Update(before, AuditScope.Current, aggregate.OrganizationId, aggregate.Id, _time);
        PublishRaised(aggregate, rows);
        try
        {
            await WriteAsync(db, rows, cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private void PublishRaised(IAggregate aggregate, RowChanges rows) => (aggregate as IEventSource)?.PublishRaised(
        _mappers, (raisedBy, message) => rows.Insert(OutboxMessage.For(message, raisedBy.Id, raisedBy.Version, Activity.Current)));

    private async Task WriteAsync(DbContext db, RowChanges rows, CancellationToken cancellationToken)
    {
        await _writes.WriteAsync(rows, cancellationToken);
        _signal.SetCommitted();
        UnitOfWork.RunCommitted(db);
    }
}
