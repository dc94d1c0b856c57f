using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// After a restore of any database, publishes the events of the history again: a service whose database was restored lacks those that it
/// had consumed after the moment of the restore. The inboxes of the others skip them.
/// </summary>
internal sealed class HistoryStep : IRestoreStep
{
    private const int BatchSize = 2_000;

    public string Name => "history";

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        // What is published while this runs is not published once more.
        var before = position is null
            ? await db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken)
            : DateTimeOffset.Parse(position, CultureInfo.InvariantCulture);
        var moved = await db.Database.SqlQuery<int>(
            $"""
             WITH batch AS (
                 DELETE FROM outbox_history WHERE id IN (
                     SELECT id FROM outbox_history WHERE published_at < {before} ORDER BY published_at LIMIT {BatchSize} FOR UPDATE)
                 RETURNING *),
             again AS (
                 INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at,
                     available_at)
                 SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at, created_at FROM batch
                 ORDER BY published_at ON CONFLICT DO NOTHING)
             SELECT count(*)::int AS "Value" FROM batch
             """).ToListAsync(cancellationToken);
        return moved is [BatchSize]
            ? new RestoreProgress(BatchSize, before.ToString("O", CultureInfo.InvariantCulture))
            : RestoreProgress.End(moved[0]);
    }
}
