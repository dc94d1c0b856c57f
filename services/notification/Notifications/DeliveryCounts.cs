using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>What the rows of a notification that is under way come to.</summary>
internal sealed record DeliveryCounts
{
    /// <summary>Passes that were heard of.</summary>
    internal int Passes { get; private init; }

    /// <summary>Those that are on no device.</summary>
    internal int WithoutDevice { get; private init; }

    internal ApplePushCounts Apple { get; private init; } = new();

    internal GooglePushCounts Google { get; private init; } = new();

    private int Pushed => Apple.Pushed + Google.Pushed;

    private int Settled => Apple.Accepted + Apple.Rejected + Google.Accepted + Google.Rejected + Google.Silent;

    /// <summary>Messages of which nobody knows yet what becomes of them.</summary>
    internal int Waiting => Pushed - Settled;

    private sealed record PassRow(Guid NotificationId, int Passes, int WithoutDevice);

    private sealed record StatusRow(Guid NotificationId, string Status, int Count);

    internal PushCounts Of(PushNotification notification) => new()
    {
        Targeted = notification.Targeted ?? notification.Total ?? 0,
        NotFound = notification.NotFound,
        Pushed = Pushed,
        Accepted = Apple.Accepted + Google.Accepted + Google.Silent,
        Rejected = Apple.Rejected + Google.Rejected,
        WithoutDevice = WithoutDevice,
        Apple = Apple,
        Google = Google,
    };

    /// <summary>In percent; never all of it before the end.</summary>
    internal int ProgressOf(PushNotification notification)
    {
        var total = notification.Targeted ?? notification.Total ?? 0;
        if (total == 0)
            return 0;
        var done = Passes - (Pushed == 0 ? 0 : (double)Passes * Waiting / Pushed);
        return (int)Math.Clamp(100 * done / total, 0, 99);
    }

    internal static async Task<DeliveryCounts> ReadAsync(NotificationsDbContext db, PushNotification notification, CancellationToken cancellationToken) =>
        (await ReadAsync(db, notification.OrganizationId, [notification.Id], cancellationToken))[notification.Id];

    /// <summary>Those of several notifications, each with the same few reads.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, DeliveryCounts>> ReadAsync(
        NotificationsDbContext db, Guid organizationId, Guid[] notifications, CancellationToken cancellationToken)
    {
        if (notifications.Length == 0)
            return new Dictionary<Guid, DeliveryCounts>();
        var passes = await db.Database.SqlQuery<PassRow>(
            $"""
             SELECT notification_id AS "NotificationId", count(*)::int AS "Passes", (count(*) FILTER (WHERE devices = 0 AND NOT EXISTS (
                 SELECT FROM google_messages m WHERE m.organization_id = p.organization_id AND m.notification_id = p.notification_id AND m.pass_id = p.pass_id)))::int AS "WithoutDevice"
             FROM notification_passes p WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id
             """).ToDictionaryAsync(row => row.NotificationId, cancellationToken);
        var devices = (await db.Database.SqlQuery<StatusRow>(
            $"""
             SELECT notification_id AS "NotificationId", status AS "Status", count(*)::int AS "Count"
             FROM notification_devices WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id, status
             """).ToListAsync(cancellationToken)).ToLookup(row => row.NotificationId);
        var messages = (await db.Database.SqlQuery<StatusRow>(
            $"""
             SELECT notification_id AS "NotificationId", status AS "Status", count(*)::int AS "Count"
             FROM google_messages WHERE organization_id = {organizationId} AND notification_id = ANY({notifications}) GROUP BY notification_id, status
             """).ToListAsync(cancellationToken)).ToLookup(row => row.NotificationId);
        return notifications.ToDictionary(id => id, id => new DeliveryCounts
        {
            Passes = passes.GetValueOrDefault(id)?.Passes ?? 0,
            WithoutDevice = passes.GetValueOrDefault(id)?.WithoutDevice ?? 0,
            Apple = AppleOf(devices[id]),
            Google = GoogleOf(messages[id]),
        });
    }

    private static GooglePushCounts GoogleOf(IEnumerable<StatusRow> rows)
    {
        var byStatus = rows.ToDictionary(row => row.Status, row => row.Count);
        return new GooglePushCounts
        {
            Pushed = byStatus.Values.Sum(),
            Accepted = byStatus.GetValueOrDefault(ObjectMessageStatus.Accepted),
            Rejected = byStatus.GetValueOrDefault(ObjectMessageStatus.Rejected),
            Silent = byStatus.GetValueOrDefault(ObjectMessageStatus.Silent),
        };
    }

    private static ApplePushCounts AppleOf(IEnumerable<StatusRow> rows)
    {
        var byStatus = rows.ToDictionary(row => row.Status, row => row.Count);
        return new ApplePushCounts
        {
            Pushed = byStatus.Values.Sum(),
            Accepted = byStatus.GetValueOrDefault(NotificationDevice.Accepted),
            Rejected = byStatus.GetValueOrDefault(NotificationDevice.Rejected),
        };
    }
}
