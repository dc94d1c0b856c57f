using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Outbox;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Restores;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// After a restore of another database, reports the registrations that have changed since its backup: devices register once, and the pass
/// service would not know them any more.
/// </summary>
internal sealed class RegistrationStep(IServiceProvider services) : IRestoreStep
{
    private const int BatchSize = 500;

    private sealed record Key(Guid OrganizationId, Guid PassId, Guid DeviceId);

    public string Name => "registrations";

    public bool IsFor(RestoreTask restore) => !restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? new Key(Guid.Empty, Guid.Empty, Guid.Empty) : JsonSerializer.Deserialize<Key>(position)!;
        var since = (restore.Since ?? DateTimeOffset.UnixEpoch).ToUniversalTime();
        // Of all organizations.
        var batch = await ((NotificationsDbContext)db).Registrations.FromSql(
            $"""
             SELECT * FROM push_registrations
             WHERE (organization_id, pass_id, device_id) > ({after.OrganizationId}, {after.PassId}, {after.DeviceId})
                 AND changed_at >= {since}
             ORDER BY organization_id, pass_id, device_id LIMIT {BatchSize}
             """).AsNoTracking().ToListAsync(cancellationToken);
        var outbox = OutboxBulk.Create(services);
        foreach (var registration in batch)
        {
            registration.Report();
            outbox.Add(registration);
        }

        await outbox.WriteAsync(db, cancellationToken);
        var last = batch.Count == BatchSize ? new Key(batch[^1].OrganizationId, batch[^1].PassId, batch[^1].DeviceId) : null;
        return new RestoreProgress(batch.Count, last is null ? null : JsonSerializer.Serialize(last));
    }
}
