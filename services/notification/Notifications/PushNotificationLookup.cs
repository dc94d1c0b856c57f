using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

/// <summary>Finds the notification that a request names, among the caller's organization's.</summary>
internal static class PushNotificationLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("push notification", id);

    internal static async Task<PushNotification?> FindNotificationAsync(
        this NotificationsDbContext db, string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Notification, id, out var notificationId))
            return null;
        var organizationId = caller.OrganizationId;
        return await db.PushNotifications.AsNoTracking()
            .SingleOrDefaultAsync(n => n.OrganizationId == organizationId && n.Id == notificationId, cancellationToken);
    }

    /// <summary>The response for a notification, with its present counts.</summary>
    internal static async Task<PushNotificationResponse> DescribeAsync(
        this NotificationStore store, PushNotification notification, CancellationToken cancellationToken) =>
        PushNotificationResponse.From(
            notification, notification.EndedAt is null ? await store.CountAsync(notification, cancellationToken) : null);
}
