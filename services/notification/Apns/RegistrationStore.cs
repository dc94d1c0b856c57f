using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>SQL about registrations, in the transaction of the message or push that causes it.</summary>
internal sealed class RegistrationStore(NotificationsDbContext db, TimeProvider time)
{
    /// <summary>
    /// Waits until no other transaction handles a message about this pass or device. Two at once would not see each other's rows, so a
    /// change and a registration could both find nothing to push.
    /// </summary>
    internal Task LockAsync(Guid passOrDevice, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({passOrDevice.ToString()}, 0))", cancellationToken);

    /// <summary>The same for many passes, in the order of their locks, so that two batches do not wait for each other.</summary>
    internal Task LockAsync(IEnumerable<Guid> passes, CancellationToken cancellationToken)
    {
        var ids = passes.Distinct().ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
             SELECT count(pg_advisory_xact_lock(key)) FROM (
                 SELECT DISTINCT hashtextextended(id::text, 0) AS key FROM unnest({ids}) id ORDER BY key) keys
             """,
            cancellationToken);
    }

    /// <summary>Adds or renews a registration, unless a newer event about it came first.</summary>
    internal async Task UpsertAsync(DeviceRegistered registered, CancellationToken cancellationToken)
    {
        await LockAsync(registered.DeviceId, cancellationToken);
        // A device has one token: the newest counts for all its passes, whichever of them it came with.
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
             SELECT {registered.OrganizationId}, {registered.PassId}, {registered.DeviceId}, {registered.PassTypeIdentifier}, coalesce((
                 SELECT push_token FROM push_registrations
                 WHERE organization_id = {registered.OrganizationId} AND device_id = {registered.DeviceId}
                     AND sequence > {registered.Sequence} AND push_token IS NOT NULL
                 ORDER BY sequence DESC LIMIT 1), {registered.PushToken}), {registered.Sequence}, {registered.OccurredAt}
             ON CONFLICT (organization_id, pass_id, device_id) DO UPDATE
             SET push_token = excluded.push_token, sequence = excluded.sequence, changed_at = excluded.changed_at,
                 pushed_at = NULL, push_result = NULL
             WHERE push_registrations.sequence < excluded.sequence
             """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE push_registrations SET push_token = {registered.PushToken}
             WHERE organization_id = {registered.OrganizationId} AND device_id = {registered.DeviceId}
                 AND sequence < {registered.Sequence} AND push_token <> {registered.PushToken}
             """,
            cancellationToken);
    }

    /// <summary>Ends a registration, unless a newer event about it came first.</summary>
    internal Task EndAsync(DeviceUnregistered ended, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
         INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
         VALUES ({ended.OrganizationId}, {ended.PassId}, {ended.DeviceId}, {ended.PassTypeIdentifier}, NULL, {ended.Sequence},
                 {ended.OccurredAt})
         ON CONFLICT (organization_id, pass_id, device_id) DO UPDATE
         SET push_token = NULL, sequence = excluded.sequence, changed_at = excluded.changed_at
         WHERE push_registrations.sequence < excluded.sequence
         """,
        cancellationToken);

    /// <summary>
    /// Ends all registrations of a token that Apple no longer knows, drops its pushes and counts them as rejected. The event is published
    /// when there was a registration.
    /// </summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="pushToken">The token.</param>
    /// <param name="reason">Apple's reason.</param>
    /// <param name="invalidSince">When Apple last saw that the token was invalid; null when it did not say.</param>
    /// <returns>False, and nothing is ended, when a device has registered the token after that moment.</returns>
    internal async Task<bool> RejectTokenAsync(
        Guid organizationId, string pushToken, string reason, DateTimeOffset? invalidSince, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (invalidSince is { } since && await db.Registrations.AnyAsync(
            r => r.OrganizationId == organizationId && r.PushToken == pushToken && r.ChangedAt > since, cancellationToken))
            return false;
        var ended = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE push_registrations
             SET push_token = NULL, changed_at = clock_timestamp(), pushed_at = clock_timestamp(), push_result = {reason}
             WHERE organization_id = {organizationId} AND push_token = {pushToken}
             """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM apple_pushes WHERE organization_id = {organizationId} AND push_token = {pushToken}", cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE notification_devices SET status = 'rejected', reason = {reason}
             WHERE organization_id = {organizationId} AND push_token = {pushToken} AND status = 'pending'
             """,
            cancellationToken);
        if (ended > 0)
            db.RejectedTokens.Add(RejectedToken.Create(organizationId, pushToken, reason, invalidSince, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
