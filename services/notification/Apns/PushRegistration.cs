using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// A device that is to be told when a pass changes: this service's own copy, by events. What is said of one device has an order, so that it
/// may come in any other. A registration that ended stays for a while without its token, so that an older one that comes late finds it.
/// </summary>
internal sealed class PushRegistration
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public Guid DeviceId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    /// <summary>Null once the registration has ended.</summary>
    public string? PushToken { get; private init; }

    public long Sequence { get; private init; }

    /// <summary>For retention of those that ended.</summary>
    public DateTimeOffset ChangedAt { get; private init; }

    internal static async Task KeepAsync(NotificationsDbContext db, DeviceRegistered registered, CancellationToken cancellationToken)
    {
        await LockAsync(db, registered.DeviceId, cancellationToken);
        // A device has one token: a newer one counts for all its passes, an older one that comes late for none.
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
             SELECT {registered.OrganizationId}, {registered.PassId}, {registered.DeviceId}, {registered.PassTypeIdentifier}, coalesce((
                 SELECT push_token FROM push_registrations WHERE organization_id = {registered.OrganizationId} AND device_id = {registered.DeviceId}
                 AND sequence > {registered.Sequence} AND push_token IS NOT NULL ORDER BY sequence DESC LIMIT 1), {registered.PushToken}), {registered.Sequence}, {registered.OccurredAt}
             ON CONFLICT (organization_id, pass_id, device_id) DO UPDATE
             SET push_token = excluded.push_token, sequence = excluded.sequence, changed_at = excluded.changed_at
             WHERE push_registrations.sequence < excluded.sequence
             """, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE push_registrations SET push_token = {registered.PushToken}
             WHERE organization_id = {registered.OrganizationId} AND device_id = {registered.DeviceId} AND sequence < {registered.Sequence} AND push_token <> {registered.PushToken}
             """, cancellationToken);
    }

    /// <summary>
    /// Until the transaction ends, nobody else handles a message about this pass or device. Two that are handled at once would not see each other's
    /// rows: a change and a registration would both find nobody to tell.
    /// </summary>
    internal static Task LockAsync(NotificationsDbContext db, Guid passOrDevice, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({passOrDevice.ToString()}, 0))", cancellationToken);

    internal static Task EndAsync(NotificationsDbContext db, DeviceUnregistered ended, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
             VALUES ({ended.OrganizationId}, {ended.PassId}, {ended.DeviceId}, {ended.PassTypeIdentifier}, NULL, {ended.Sequence}, {ended.OccurredAt})
             ON CONFLICT (organization_id, pass_id, device_id) DO UPDATE
             SET push_token = NULL, sequence = excluded.sequence, changed_at = excluded.changed_at
             WHERE push_registrations.sequence < excluded.sequence
             """, cancellationToken);
}
