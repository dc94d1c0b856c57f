using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// After a restore of this database it is unknown what Google has: the next change of an object or a class replaces it as a whole. The pass
/// service publishes every pass once more.
/// </summary>
internal sealed class GoogleStep : IRestoreStep
{
    private const int BatchSize = 2_000;

    private sealed record Key(Guid OrganizationId, Guid PassId);

    public string Name => "google-objects";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        // Of all organizations. The classes are few.
        if (position is null)
            await db.Database.ExecuteSqlAsync($"UPDATE google_classes SET sent_hash = NULL WHERE sent_hash IS NOT NULL", cancellationToken);
        var after = position is null ? new Key(Guid.Empty, Guid.Empty) : JsonSerializer.Deserialize<Key>(position)!;
        var keys = await db.Database.SqlQuery<Key>(
            $"""
             WITH batch AS MATERIALIZED (
                 SELECT organization_id, pass_id FROM google_objects
                 WHERE (organization_id, pass_id) > ({after.OrganizationId}, {after.PassId})
                 ORDER BY organization_id, pass_id LIMIT {BatchSize}),
             forgotten AS (
                 UPDATE google_objects o SET sent = NULL FROM batch b
                 WHERE o.organization_id = b.organization_id AND o.pass_id = b.pass_id AND o.sent IS NOT NULL)
             SELECT organization_id AS "OrganizationId", pass_id AS "PassId" FROM batch ORDER BY organization_id, pass_id
             """).ToListAsync(cancellationToken);
        return new RestoreProgress(keys.Count, keys.Count == BatchSize ? JsonSerializer.Serialize(keys[^1]) : null);
    }
}
