using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// The SQL of devices. A device is locked before its passes, so that what happens to one device has an order: the sequence number that each
/// method returns, taken under the lock.
/// </summary>
internal sealed class DeviceStore(PassesDbContext db)
{
    /// <summary>Stores the device with its newest push token and locks it until the transaction ends.</summary>
    internal async Task<long> UpsertAsync(Guid organizationId, Guid id, string pushToken, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<long>(
            $"""
             INSERT INTO devices (organization_id, id, push_token) VALUES ({organizationId}, {id}, {pushToken})
             ON CONFLICT (organization_id, id) DO UPDATE SET push_token = excluded.push_token
             RETURNING nextval('registration_changes')
             """).ToListAsync(cancellationToken))[0];

    /// <summary>Locks a device until the transaction ends; null when it does not exist.</summary>
    /// <remarks>An update that changes nothing, because RETURNING is evaluated under the lock.</remarks>
    internal async Task<long?> LockAsync(Guid organizationId, Guid id, CancellationToken cancellationToken)
    {
        var locked = await db.Database.SqlQuery<long>(
            $"""
             UPDATE devices SET push_token = push_token WHERE organization_id = {organizationId} AND id = {id}
             RETURNING nextval('registration_changes')
             """).ToListAsync(cancellationToken);
        return locked is [var sequence] ? sequence : null;
    }

    internal Task DeleteIfUnusedAsync(Guid organizationId, Guid id, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             DELETE FROM devices d WHERE d.organization_id = {organizationId} AND d.id = {id} AND NOT EXISTS (
                 SELECT FROM device_registrations r WHERE r.organization_id = d.organization_id AND r.device_id = d.id)
             """,
            cancellationToken);
}
