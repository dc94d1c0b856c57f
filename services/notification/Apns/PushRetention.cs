using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Deletes what only had to outlast late messages: registrations that ended, tokens that Apple no longer knows, and the rows behind the counts of
/// notifications that have ended, of every organisation (organization_id plays no part in it).
/// </summary>
internal static class PushRetention
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(14);

    internal static void AddPushRetention(this IServiceCollection services) => services
        .AddRetention(OldRows.Of("registrations that ended", "push_registrations", "changed_at", Age, "push_token IS NULL"))
        .AddRetention(OldRows.Of("tokens that Apple refused", "rejected_push_tokens", "rejected_at", Age))
        .AddRetention(OfEndedNotifications("notification_devices"))
        .AddRetention(OfEndedNotifications("notification_passes"));

    private static OldRows OfEndedNotifications(string table) => new()
    {
        Name = table,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT r.ctid FROM push_notifications n JOIN {table} r ON r.organization_id = n.organization_id AND r.notification_id = n.id
                WHERE n.ended_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF r SKIP LOCKED))
            """,
        Age = Age,
    };
}
