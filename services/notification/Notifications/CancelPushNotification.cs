using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Messaging.Transactions;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

/// <summary>
/// Stops a notification: one that waits for its time is never sent, of one that is under way the passes that do not have it yet are left alone.
/// Doing it again answers the same.
/// </summary>
internal static class CancelPushNotification
{
    internal static async Task<Results<Ok<PushNotificationResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, NotificationsDbContext db, RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindNotificationAsync(id, caller, cancellationToken) is not { } found)
            return PushNotificationLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        var notification = (await db.LockNotificationAsync(found.OrganizationId, found.Id, cancellationToken))!;
        if (notification.Status is PushNotificationStatus.Completed or PushNotificationStatus.Failed)
            return Problem.Conflict("notification_ended", "The push notification has been sent; there is nothing left to cancel.");
        notification.Cancel(time);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.ShowAsync(notification, cancellationToken));
    }
}
