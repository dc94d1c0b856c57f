using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// After a restore of another database, counts the events that were recorded since the moment of the restore: they went to webhooks, and
/// what they tell may be lost in the service that published them.
/// </summary>
internal sealed class LostEventStep : IRestoreStep
{
    private sealed record Row(string Type, long Count, DateTimeOffset First, DateTimeOffset Last);

    public string Name => "events";

    public bool IsFor(RestoreTask restore) => restore is { IsOwn: false, Since: not null };

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var since = restore.Since!.Value.ToUniversalTime();
        // Of all organizations: organization_id plays no part.
        var rows = await db.Database.SqlQuery<Row>(
            $"""
             SELECT type AS "Type", count(*) AS "Count", min(occurred_at) AS "First", max(occurred_at) AS "Last" FROM events
             WHERE recorded_at >= {since} AND NOT is_test GROUP BY type ORDER BY type
             """).ToListAsync(cancellationToken);
        return RestoreProgress.End(rows.Sum(row => row.Count)) with
        {
            Findings = [.. rows.Select(row => new { eventType = row.Type, row.Count, firstAt = row.First, lastAt = row.Last })],
        };
    }
}
