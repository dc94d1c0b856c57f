using System.Runtime.CompilerServices;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Notifications;

/// <summary>The organization's push notifications with their counts.</summary>
internal static class ExportPushNotifications
{
    private const int PageSize = 100;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<NotificationsDbContext>();
        var store = services.GetRequiredService<NotificationStore>();
        var notifications = query.RowsAsync(
            db.PushNotifications.Where(n => n.OrganizationId == query.OrganizationId), n => n.Id, IdPrefixes.Notification, PageSize,
            cancellationToken);
        await foreach (var notification in notifications)
        {
            var counts = notification.EndedAt is null
                ? await store.CountAsync(query.OrganizationId, [notification.Id], cancellationToken) : null;
            var response = PushNotificationResponse.From(
                notification, counts is null ? default : counts.GetValueOrDefault(notification.Id));
            yield return new ExportItem(response.Id, response);
        }
    }
}
