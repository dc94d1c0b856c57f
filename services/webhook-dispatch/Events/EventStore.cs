using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

/// <summary>The newest restore of the database, and the transaction that began it; 0 before the first.</summary>
internal sealed record FeedState(int Restore, long StartedIn);

/// <summary>SQL about events that LINQ cannot express.</summary>
internal static class EventStore
{
    extension(WebhooksDbContext db)
    {
        /// <summary>
        /// Events of an organization that no open transaction can precede: every transaction with a lower number than these has ended.
        /// </summary>
        internal IQueryable<RecordedEvent> CompletedEvents(Guid organizationId) => db.Events.FromSql($"""
            SELECT * FROM events WHERE organization_id = {organizationId} AND NOT is_test
                AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AND recorded_at > now() - interval '30 days'
            """).AsNoTracking();

        /// <summary>
        /// Where a cursor stands in this database; null when it was made by another one. Transactions are counted anew after a restore,
        /// from the moment of the backup: a cursor from before it goes on where the restore began, since what it names may be lost.
        /// </summary>
        internal async Task<FeedPosition?> PlaceAsync(FeedPosition position, FeedState state, CancellationToken cancellationToken)
        {
            if (position.Restore != state.Restore)
                position = position with { TransactionId = Math.Min(position.TransactionId, state.StartedIn), Restore = state.Restore };
            var next = await db.Database
                .SqlQuery<long>($"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS \"Value\"")
                .SingleAsync(cancellationToken);
            return position.TransactionId < next ? position : null;
        }

        /// <summary>The newest restore of this database.</summary>
        internal async Task<FeedState> ReadFeedStateAsync(CancellationToken cancellationToken) =>
            await db.Set<Restore>().AsNoTracking().Where(restore => restore.IsOwn).OrderByDescending(restore => restore.Number)
                .Select(restore => new FeedState(restore.Number, restore.TransactionId)).FirstOrDefaultAsync(cancellationToken)
            ?? new FeedState(0, 0);
    }
}
