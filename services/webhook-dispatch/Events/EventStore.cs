using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

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
        /// Whether a cursor was made by this database. Transaction numbers restart when a dump is restored into another server; an older
        /// cursor would skip every event.
        /// </summary>
        internal async Task<bool> HasReachedAsync(FeedPosition position, CancellationToken cancellationToken) =>
            position.TransactionId < await db.Database
                .SqlQuery<long>(
                    $"SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS \"Value\"").SingleAsync(cancellationToken);
    }
}
