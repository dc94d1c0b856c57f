using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.AppleWallet;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

/// <summary>
/// After a restore of any database, publishes every registration once more, with a sequence above all that were used: the notification
/// service lacks some, or knows newer ones that are lost here.
/// </summary>
internal sealed class RegistrationStep(IServiceProvider services) : IRestoreStep
{
    private sealed record Row(Guid OrganizationId, Guid DeviceId, string PassTypeIdentifier, Guid PassId, string PushToken)
    {
        internal DeviceRegistrationKey Key => new(OrganizationId, DeviceId, PassTypeIdentifier, PassId);
    }

    public string Name => "registrations";

    public bool IsBackground => true;

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null
            ? new DeviceRegistrationKey(Guid.Empty, Guid.Empty, "", Guid.Empty)
            : JsonSerializer.Deserialize<DeviceRegistrationKey>(position)!;
        // Of all organizations. Locked as a request locks them, the device first: what happens to a device later has a higher sequence.
        var rows = await db.Database.SqlQuery<Row>(
            $"""
             SELECT r.organization_id AS "OrganizationId", r.device_id AS "DeviceId", r.pass_type_identifier AS "PassTypeIdentifier",
                    r.pass_id AS "PassId", d.push_token AS "PushToken"
             FROM devices d JOIN device_registrations r ON r.organization_id = d.organization_id AND r.device_id = d.id
             WHERE (r.organization_id, r.device_id, r.pass_type_identifier, r.pass_id)
                 > ({after.OrganizationId}, {after.DeviceId}, {after.PassTypeIdentifier}, {after.PassId})
             ORDER BY r.organization_id, r.device_id, r.pass_type_identifier, r.pass_id LIMIT {IWorkBatch.Size}
             FOR UPDATE OF d, r
             """).ToListAsync(cancellationToken);
        // One that ended while its lock was waited for is missing among them.
        if (rows.Count == 0)
            return RestoreProgress.End(0);
        var sequences = await db.Database.SqlQuery<long>(
            $"SELECT nextval('registration_changes') AS \"Value\" FROM generate_series(1, {rows.Count})").ToListAsync(cancellationToken);
        var outbox = OutboxBulk.Create(services);
        foreach (var (row, sequence) in rows.Zip(sequences))
            outbox.Add(DeviceRegistration.Repeat(row.Key, row.PushToken, sequence));
        await outbox.WriteAsync(db, cancellationToken);
        return new RestoreProgress(rows.Count, JsonSerializer.Serialize(rows[^1].Key));
    }
}
