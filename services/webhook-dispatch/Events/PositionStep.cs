using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// After a restore of this database from a dump into another server, whose transactions have lower numbers: the feed would not show events
/// of higher ones. Such events go before all others, in the order of their ids.
/// </summary>
internal sealed class PositionStep : IRestoreStep
{
    private const int BatchSize = 5_000;

    private sealed record Key(Guid OrganizationId, Guid Id);

    public string Name => "event-positions";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? new Key(Guid.Empty, Guid.Empty) : JsonSerializer.Deserialize<Key>(position)!;
        // Of all organizations.
        var keys = await db.Database.SqlQuery<Key>(
            $"""
             WITH batch AS MATERIALIZED (
                 SELECT organization_id, id FROM events WHERE (organization_id, id) > ({after.OrganizationId}, {after.Id})
                 ORDER BY organization_id, id LIMIT {BatchSize}),
             moved AS (
                 UPDATE events e SET transaction_id = 0 FROM batch b
                 WHERE e.organization_id = b.organization_id AND e.id = b.id
                     AND e.transaction_id > pg_snapshot_xmax(pg_current_snapshot())::text::bigint RETURNING 1),
             anew AS (
                 UPDATE restores SET transaction_id = 0 WHERE number = {restore.Number} AND EXISTS (SELECT FROM moved))
             SELECT organization_id AS "OrganizationId", id AS "Id" FROM batch ORDER BY organization_id, id
             """).ToListAsync(cancellationToken);
        return new RestoreProgress(keys.Count, keys.Count == BatchSize ? JsonSerializer.Serialize(keys[^1]) : null);
    }
}
