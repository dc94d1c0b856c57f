using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

internal static class GetPushNotification
{
    internal static async Task<Results<Ok<PushNotificationResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, NotificationsDbContext db, NotificationStore store, CancellationToken cancellationToken) =>
        await db.FindNotificationAsync(id, caller, cancellationToken) is { } notification
            ? TypedResults.Ok(await store.DescribeAsync(notification, cancellationToken))
            : PushNotificationLookup.NotFound(id);
}
