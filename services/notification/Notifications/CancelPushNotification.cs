using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Notifications.Notifications;

/// <summary>
/// Stops a notification: a scheduled one is never sent, and of one in progress the passes that do not have the message yet do not get it.
/// Idempotent.
/// </summary>
internal static class CancelPushNotification
{
    internal static async Task<Results<Ok<PushNotificationResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, NotificationsDbContext db, NotificationStore store, UnitOfWork unitOfWork, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindNotificationAsync(id, caller, cancellationToken) is not { } found)
            return PushNotificationLookup.NotFound(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var notification = (await store.LockAsync(found.OrganizationId, found.Id, cancellationToken))!;
        if (notification.Status is PushNotificationStatus.Completed or PushNotificationStatus.Failed)
            return Problem.Conflict("notification_ended", "The push notification has been sent; there is nothing left to cancel.");
        notification.Cancel(time);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await store.DescribeAsync(notification, cancellationToken));
    }
}
