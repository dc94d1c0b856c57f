using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>Notes where a device is reached. One that registers just after its pass has changed may hold the version before: it is told.</summary>
internal sealed class DeviceRegisteredConsumer(NotificationsDbContext db, AfterCommit afterCommit, WorkSignal<PushWorker> signal) : IConsumer<DeviceRegistered>
{
    private static readonly TimeSpan JustChanged = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<DeviceRegistered> context)
    {
        var registered = context.Message;
        await PushRegistration.LockAsync(db, registered.PassId, context.CancellationToken);
        await PushRegistration.KeepAsync(db, registered, context.CancellationToken);
        if (await ApplePush.AskForDeviceAsync(db, registered, registered.OccurredAt - JustChanged, context.CancellationToken))
            afterCommit.Do(signal.Set);
    }
}
