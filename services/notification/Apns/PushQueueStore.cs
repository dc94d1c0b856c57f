using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>Enqueues pushes, in the transaction of the message that causes them.</summary>
internal sealed class PushQueueStore(NotificationsDbContext db)
{
    /// <summary>
    /// Delay after the first change, in which a second one shows that there will be many. Together with the way to the device it stays
    /// below what a person notices.
    /// </summary>
    internal const string FirstDelay = "interval '120 milliseconds'";

    // Delay once there has been a second change: ten updates of a pass within a second are one push.
    private const string MaxDelay = "interval '1 second'";

    private const string AvailableAt = $"""
        CASE WHEN EXISTS (
                 SELECT FROM apple_topics t WHERE t.organization_id = r.organization_id AND t.pass_type_identifier = r.pass_type_identifier
                     AND t.suspended_at IS NOT NULL)
             THEN 'infinity'::timestamptz ELSE clock_timestamp() + {FirstDelay} END
        """;

    private const string Merge = $"""
        ON CONFLICT (organization_id, pass_type_identifier, push_token) DO UPDATE SET
            requests = apple_pushes.requests + 1,
            available_at = CASE WHEN apple_pushes.claim_id IS NULL AND apple_pushes.attempts = 0 AND apple_pushes.available_at < 'infinity'
                                THEN apple_pushes.requested_at + {MaxDelay} ELSE apple_pushes.available_at END
        """;

    private const string Insert =
        "INSERT INTO apple_pushes (organization_id, pass_type_identifier, push_token, requests, requested_at, available_at, attempts)";

    private const string EnqueueSql = $$"""
        {{Insert}}
        SELECT DISTINCT ON (r.push_token) r.organization_id, r.pass_type_identifier, r.push_token, 1, clock_timestamp(), {{AvailableAt}}, 0
        FROM push_registrations r WHERE r.organization_id = {0} AND r.pass_id = {1} AND r.push_token IS NOT NULL ORDER BY r.push_token
        {{Merge}}
        """;

    // The rows that count a notification are written together with its pushes.
    private const string EnqueueForNotificationSql = $$"""
        WITH enqueued AS ({{EnqueueSql}} RETURNING organization_id, pass_type_identifier, push_token, requests),
        devices AS (
            INSERT INTO notification_devices (organization_id, notification_id, pass_id, push_token, pass_type_identifier, request, status)
            SELECT organization_id, {2}, {1}, push_token, pass_type_identifier, requests, 'pending' FROM enqueued ON CONFLICT DO NOTHING)
        INSERT INTO notification_passes (organization_id, notification_id, pass_id, devices)
        SELECT {0}, {2}, {1}, count(*) FROM enqueued ON CONFLICT DO NOTHING
        """;

    private const string EnqueueForDeviceSql = $$"""
        {{Insert}}
        SELECT r.organization_id, r.pass_type_identifier, r.push_token, 1, clock_timestamp(), {{AvailableAt}}, 0
        FROM push_registrations r
        JOIN pass_content_versions c ON c.organization_id = r.organization_id AND c.pass_id = r.pass_id AND c.changed_at > {3}
        WHERE r.organization_id = {0} AND r.pass_id = {1} AND r.device_id = {2} AND r.push_token IS NOT NULL
        {{Merge}}
        """;

    /// <summary>Enqueues a push to every device that holds the pass.</summary>
    /// <returns>Whether there is one.</returns>
    internal async Task<bool> EnqueueAsync(Guid organizationId, Guid passId, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(EnqueueSql, [organizationId, passId], cancellationToken) > 0;

    /// <summary>Enqueues a push to every device that holds the pass, and records the devices of the notification.</summary>
    internal Task EnqueueForNotificationAsync(Guid organizationId, Guid passId, Guid notificationId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(EnqueueForNotificationSql, [organizationId, passId, notificationId], cancellationToken);

    /// <summary>Enqueues a push to one device if its pass changed after <paramref name="after"/>.</summary>
    /// <returns>Whether it did.</returns>
    internal async Task<bool> EnqueueForDeviceAsync(
        DeviceRegistered registered, DateTimeOffset after, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(
            EnqueueForDeviceSql, [registered.OrganizationId, registered.PassId, registered.DeviceId, after.ToUniversalTime()],
            cancellationToken) > 0;
}
