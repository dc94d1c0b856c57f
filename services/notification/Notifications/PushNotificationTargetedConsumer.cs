using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Notifications.Notifications;

/// <summary>Records how many passes a notification is for, by which the worker knows when it is complete.</summary>
internal sealed class PushNotificationTargetedConsumer(
    NotificationStore store, UnitOfWork unitOfWork, WorkSignal<NotificationWorker> signal)
    : IConsumer<PushNotificationTargeted>
{
    public async Task Consume(ConsumeContext<PushNotificationTargeted> context)
    {
        var targeted = context.Message;
        var notification = await store.LockAsync(targeted.OrganizationId, targeted.NotificationId, context.CancellationToken);
        if (notification is not { EndedAt: null })
            return;
        notification.SetTarget(targeted.Total, targeted.Targeted, targeted.NotFound, targeted.Reason);
        unitOfWork.OnCommitted(signal.Set);
    }
}
