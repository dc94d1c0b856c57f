using Microsoft.EntityFrameworkCore;
using Npgsql;
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

    private const string IsSuspended = """
        EXISTS (SELECT FROM apple_topics t WHERE t.organization_id = r.organization_id AND t.pass_type_identifier = r.pass_type_identifier
            AND t.suspended_at IS NOT NULL)
        """;

    private const string Merge = $"""
        ON CONFLICT (organization_id, pass_type_identifier, push_token) DO UPDATE SET
            requests = apple_pushes.requests + excluded.requests,
            available_at = CASE WHEN apple_pushes.claim_id IS NULL AND apple_pushes.attempts = 0 AND apple_pushes.available_at < 'infinity'
                                THEN apple_pushes.requested_at + {MaxDelay} ELSE apple_pushes.available_at END
        """;

    private const string Insert =
        "INSERT INTO apple_pushes (organization_id, pass_type_identifier, push_token, requests, requested_at, available_at, attempts)";

    // A device counts once for each change of a pass that it holds. In the order of the key, so that two batches do not wait for each
    // other.
    private const string EnqueueSql = $"""
        {Insert}
        SELECT r.organization_id, r.pass_type_identifier, r.push_token, sum(r.changes)::int, clock_timestamp(),
               CASE WHEN {IsSuspended} THEN 'infinity'::timestamptz
                    ELSE clock_timestamp() + CASE WHEN sum(r.changes) > 1 THEN {MaxDelay} ELSE {FirstDelay} END END, 0
        FROM targets r GROUP BY r.organization_id, r.pass_type_identifier, r.push_token
        ORDER BY r.organization_id, r.pass_type_identifier, r.push_token
        {Merge}
        """;

    private const string EnqueueForPassesSql = $"""
        WITH given AS (
            SELECT organization_id, pass_id, count(*) AS changes FROM unnest(@organizations, @passes) AS g (organization_id, pass_id)
            GROUP BY organization_id, pass_id),
        targets AS (
            SELECT DISTINCT g.organization_id, g.pass_id, g.changes, r.pass_type_identifier, r.push_token
            FROM given g JOIN push_registrations r ON r.organization_id = g.organization_id AND r.pass_id = g.pass_id
            WHERE r.push_token IS NOT NULL)
        {EnqueueSql}
        """;

    // The rows that count a notification are written together with its pushes.
    private const string EnqueueForNotificationsSql = $"""
        WITH given AS (
            SELECT DISTINCT organization_id, pass_id, notification_id FROM unnest(@organizations, @passes, @notifications)
                AS g (organization_id, pass_id, notification_id)),
        targets AS (
            SELECT DISTINCT g.organization_id, g.pass_id, g.notification_id, 1 AS changes, r.pass_type_identifier, r.push_token
            FROM given g JOIN push_registrations r ON r.organization_id = g.organization_id AND r.pass_id = g.pass_id
            WHERE r.push_token IS NOT NULL),
        enqueued AS ({EnqueueSql} RETURNING organization_id, pass_type_identifier, push_token, requests),
        devices AS (
            INSERT INTO notification_devices (organization_id, notification_id, pass_id, push_token, pass_type_identifier, request, status)
            SELECT t.organization_id, t.notification_id, t.pass_id, t.push_token, t.pass_type_identifier, e.requests, 'pending'
            FROM targets t JOIN enqueued e USING (push_token, pass_type_identifier, organization_id) ON CONFLICT DO NOTHING)
        INSERT INTO notification_passes (organization_id, notification_id, pass_id, devices)
        SELECT g.organization_id, g.notification_id, g.pass_id, count(t.push_token)
        FROM given g LEFT JOIN targets t USING (organization_id, notification_id, pass_id)
        GROUP BY g.organization_id, g.notification_id, g.pass_id ON CONFLICT DO NOTHING
        """;

    private const string EnqueueForDeviceSql = $$"""
        {{Insert}}
        SELECT r.organization_id, r.pass_type_identifier, r.push_token, 1, clock_timestamp(),
               CASE WHEN {{IsSuspended}} THEN 'infinity'::timestamptz ELSE clock_timestamp() + {{FirstDelay}} END, 0
        FROM push_registrations r
        JOIN pass_content_versions c ON c.organization_id = r.organization_id AND c.pass_id = r.pass_id AND c.changed_at > {3}
        WHERE r.organization_id = {0} AND r.pass_id = {1} AND r.device_id = {2} AND r.push_token IS NOT NULL
        {{Merge}}
        """;

    /// <summary>Enqueues a push for each change to every device that holds the pass.</summary>
    /// <returns>Whether there is one.</returns>
    internal async Task<bool> EnqueueAsync(IReadOnlyList<WalletContentChanged> changes, CancellationToken cancellationToken)
    {
        await using var command = Command(EnqueueForPassesSql, changes);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>
    /// Enqueues a push to every device that holds a pass which changed by a notification, and records the devices of the notification.
    /// </summary>
    internal async Task EnqueueForNotificationsAsync(IReadOnlyList<WalletContentChanged> changes, CancellationToken cancellationToken)
    {
        await using var command = Command(EnqueueForNotificationsSql, changes);
        command.Parameters.AddColumn("notifications", changes, changed => changed.NotificationId!.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, IReadOnlyList<WalletContentChanged> changes)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.AddColumn("organizations", changes, changed => changed.OrganizationId);
        command.Parameters.AddColumn("passes", changes, changed => changed.PassId);
        return command;
    }

    /// <summary>Enqueues a push to one device if its pass changed after <paramref name="after"/>.</summary>
    /// <returns>Whether it did.</returns>
    internal async Task<bool> EnqueueForDeviceAsync(
        DeviceRegistered registered, DateTimeOffset after, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync(
            EnqueueForDeviceSql, [registered.OrganizationId, registered.PassId, registered.DeviceId, after.ToUniversalTime()],
            cancellationToken) > 0;
}
