using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A device that holds passes of an organisation, and where Apple's push service finds it. It goes with its last registration.</summary>
internal sealed class Device
{
    public Guid OrganizationId { get; private init; }

    /// <summary>Of the device library identifier only a hash is kept: the identifier is what the device proves itself with.</summary>
    public Guid Id { get; private init; }

    /// <summary>Personal data rather than a secret: it is of use only with the pass type's certificate.</summary>
    public string PushToken { get; private init; } = "";

    /// <summary>Half a SHA-256: enough that no two of any number of devices meet, and it fits a uuid.</summary>
    internal static Guid IdOf(string libraryIdentifier) => new(SHA256.HashData(Encoding.UTF8.GetBytes(libraryIdentifier)).AsSpan(0, 16), bigEndian: true);

    /// <summary>Keeps the device with its newest push token and locks it until the transaction ends, so that what is said of one device has an order.</summary>
    /// <returns>The place in that order.</returns>
    internal static async Task<long> KeepAsync(PassesDbContext db, Guid organizationId, Guid id, string pushToken, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<long>(
            $"""
             INSERT INTO devices (organization_id, id, push_token) VALUES ({organizationId}, {id}, {pushToken})
             ON CONFLICT (organization_id, id) DO UPDATE SET push_token = excluded.push_token
             RETURNING nextval('registration_changes')
             """).ToListAsync(cancellationToken))[0];

    /// <summary>Locks a device; null when there is none.</summary>
    internal static async Task<long?> LockAsync(PassesDbContext db, Guid organizationId, Guid id, CancellationToken cancellationToken) =>
        // An update that changes nothing, since what RETURNING makes is made under the lock.
        (await db.Database.SqlQuery<long>(
            $"UPDATE devices SET push_token = push_token WHERE organization_id = {organizationId} AND id = {id} RETURNING nextval('registration_changes')")
            .ToListAsync(cancellationToken)) is [var sequence] ? sequence : null;

    internal static Task RemoveIfUnusedAsync(PassesDbContext db, Guid organizationId, Guid id, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             DELETE FROM devices d WHERE d.organization_id = {organizationId} AND d.id = {id} AND NOT EXISTS (
                 SELECT FROM device_registrations r WHERE r.organization_id = d.organization_id AND r.device_id = d.id)
             """, cancellationToken);
}
