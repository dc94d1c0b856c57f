using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.Notifications;

/// <summary>SQL about notifications: locks, bulk writes and counts.</summary>
internal sealed class NotificationStore(NotificationsDbContext db)
{
    private sealed record PassRow(Guid NotificationId, int Passes, int WithoutDevice);

    private sealed record StatusRow(Guid NotificationId, string Status, int Count);

    /// <summary>
    /// The rows behind the counts of notifications that ended two weeks ago, of every organization (organization_id plays no part).
    /// </summary>
    internal static OldRows OfEndedNotifications(string table) => new()
    {
        Name = $"rows of ended notifications in {table}",
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT r.ctid FROM push_notifications n
                JOIN {table} r ON r.organization_id = n.organization_id AND r.notification_id = n.id
                WHERE n.ended_at < statement_timestamp() - $1 LIMIT $2 FOR UPDATE OF r SKIP LOCKED))
            """,
        Age = TimeSpan.FromDays(14),
    };

    /// <summary>A due notification of any organization (organization_id plays no part), locked until the transaction ends.</summary>
    internal async Task<PushNotification?> LockDueAsync(CancellationToken cancellationToken) =>
        (await db.PushNotifications.FromSql(
            $"""
             SELECT * FROM push_notifications WHERE ended_at IS NULL AND available_at <= statement_timestamp()
             ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED
             """).ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>A notification, locked until the transaction ends: its changes wait for each other.</summary>
    internal async Task<PushNotification?> LockAsync(Guid organizationId, Guid notificationId, CancellationToken cancellationToken) =>
        (await db.PushNotifications.FromSql(
            $"SELECT * FROM push_notifications WHERE organization_id = {organizationId} AND id = {notificationId} FOR UPDATE")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    /// <summary>Makes the worker look at a notification again after <paramref name="delay"/>.</summary>
    internal Task PostponeAsync(PushNotification notification, TimeSpan delay, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE push_notifications SET available_at = clock_timestamp() + {delay}
             WHERE organization_id = {notification.OrganizationId} AND id = {notification.Id}
             """,
            cancellationToken);

    /// <summary>Counts everything that still waits as rejected.</summary>
    internal Task RejectPendingAsync(PushNotification notification, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
         WITH messages AS (
             UPDATE google_messages SET
                 status = 'rejected', reason = 'not_taken_in_24_hours', header = '', body = '', localized = NULL,
                 settled_at = clock_timestamp()
             WHERE organization_id = {notification.OrganizationId} AND notification_id = {notification.Id} AND status = 'pending')
         UPDATE notification_devices d SET status = 'rejected', reason = coalesce((
             SELECT 'certificate_' || t.reason FROM apple_topics t
             WHERE t.organization_id = d.organization_id AND t.pass_type_identifier = d.pass_type_identifier
                 AND t.suspended_at IS NOT NULL),
             'not_taken_in_24_hours')
         WHERE d.organization_id = {notification.OrganizationId} AND d.notification_id = {notification.Id} AND d.status = 'pending'
         """,
        cancellationToken);

    internal async Task<DeliveryCounts> CountAsync(PushNotification notification, CancellationToken cancellationToken) =>
        (await CountAsync(notification.OrganizationId, [notification.Id], cancellationToken))[notification.Id];

    /// <summary>The counts of several notifications, with three queries.</summary>
    internal async Task<IReadOnlyDictionary<Guid, DeliveryCounts>> CountAsync(
        Guid organizationId, Guid[] notifications, CancellationToken cancellationToken)
    {
        if (notifications.Length == 0)
            return new Dictionary<Guid, DeliveryCounts>();
        var passes = await db.Database.SqlQuery<PassRow>(
            $"""
             SELECT notification_id AS "NotificationId", count(*)::int AS "Passes", (count(*) FILTER (WHERE devices = 0 AND NOT EXISTS (
                 SELECT FROM google_messages m
                 WHERE m.organization_id = p.organization_id AND m.notification_id = p.notification_id AND m.pass_id = p.pass_id)
                 ))::int AS "WithoutDevice"
             FROM notification_passes p
             WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id
             """).ToDictionaryAsync(row => row.NotificationId, cancellationToken);
        var devices = await db.Database.SqlQuery<StatusRow>(
            $"""
             SELECT notification_id AS "NotificationId", status AS "Status", count(*)::int AS "Count" FROM notification_devices
             WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id, status
             """).ToListAsync(cancellationToken);
        var messages = await db.Database.SqlQuery<StatusRow>(
            $"""
             SELECT notification_id AS "NotificationId", status AS "Status", count(*)::int AS "Count" FROM google_messages
             WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id, status
             """).ToListAsync(cancellationToken);
        return notifications.ToDictionary(id => id, id => new DeliveryCounts
        {
            Passes = passes.GetValueOrDefault(id)?.Passes ?? 0,
            WithoutDevice = passes.GetValueOrDefault(id)?.WithoutDevice ?? 0,
            Apple = AppleOf(ByStatus(devices, id)),
            Google = GoogleOf(ByStatus(messages, id)),
        });
    }

    private static Dictionary<string, int> ByStatus(List<StatusRow> rows, Guid notification) =>
        rows.Where(row => row.NotificationId == notification).ToDictionary(row => row.Status, row => row.Count);

    private static ApplePushCounts AppleOf(Dictionary<string, int> byStatus) => new()
    {
        Pushed = byStatus.Values.Sum(),
        Accepted = byStatus.GetValueOrDefault(NotificationDevice.Accepted),
        Rejected = byStatus.GetValueOrDefault(NotificationDevice.Rejected),
    };

    private static GooglePushCounts GoogleOf(Dictionary<string, int> byStatus) => new()
    {
        Pushed = byStatus.Values.Sum(),
        Accepted = byStatus.GetValueOrDefault(GoogleMessageStatus.Accepted),
        Rejected = byStatus.GetValueOrDefault(GoogleMessageStatus.Rejected),
        Silent = byStatus.GetValueOrDefault(GoogleMessageStatus.Silent),
    };
}
