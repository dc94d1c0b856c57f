using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

/// <summary>Finds the notification a request names, in the caller's organisation only, and shows how far it is.</summary>
internal static class PushNotificationLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("push notification", id);

    extension(NotificationsDbContext db)
    {
        internal async Task<PushNotification?> FindNotificationAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Notification, id, out var notificationId))
                return null;
            var organizationId = caller.OrganizationId;
            return await db.PushNotifications.AsNoTracking().SingleOrDefaultAsync(n => n.OrganizationId == organizationId && n.Id == notificationId, cancellationToken);
        }

        /// <summary>Locked until the transaction ends: what changes it comes one after the other.</summary>
        internal async Task<PushNotification?> LockNotificationAsync(Guid organizationId, Guid notificationId, CancellationToken cancellationToken) =>
            (await db.PushNotifications.FromSql($"SELECT * FROM push_notifications WHERE organization_id = {organizationId} AND id = {notificationId} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();

        internal async Task<PushNotificationResponse> ShowAsync(PushNotification notification, CancellationToken cancellationToken) =>
            PushNotificationResponse.From(notification, notification.EndedAt is null ? await DeliveryCounts.ReadAsync(db, notification, cancellationToken) : null);
    }
}
