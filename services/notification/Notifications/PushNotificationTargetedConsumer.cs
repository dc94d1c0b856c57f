using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>Notes how many passes a notification is for; the worker tells by it when it has come to all of them.</summary>
internal sealed class PushNotificationTargetedConsumer(NotificationsDbContext db, AfterCommit afterCommit, WorkSignal<NotificationWorker> signal) : IConsumer<PushNotificationTargeted>
{
    public async Task Consume(ConsumeContext<PushNotificationTargeted> context)
    {
        var said = context.Message;
        if (await db.LockNotificationAsync(said.OrganizationId, said.NotificationId, context.CancellationToken) is not { EndedAt: null } notification)
            return;
        notification.Count(said.Total, said.Targeted, said.NotFound, said.Reason);
        afterCommit.Do(signal.Set);
    }
}
