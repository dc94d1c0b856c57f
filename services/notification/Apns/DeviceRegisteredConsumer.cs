using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Records the push token of a device. A device that registers just after its pass has changed may hold the version before, so it is
/// pushed.
/// </summary>
internal sealed class DeviceRegisteredConsumer(
    RegistrationStore registrations, PushQueueStore pushes, UnitOfWork unitOfWork, WorkSignal<PushWorker> signal)
        : IConsumer<DeviceRegistered>
{
    private static readonly TimeSpan RecentChange = TimeSpan.FromHours(1);

    public async Task Consume(ConsumeContext<DeviceRegistered> context)
    {
        var registered = context.Message;
        await registrations.LockAsync(registered.PassId, context.CancellationToken);
        await registrations.UpsertAsync(registered, context.CancellationToken);
        if (await pushes.EnqueueForDeviceAsync(registered, registered.OccurredAt - RecentChange, context.CancellationToken))
            unitOfWork.OnCommitted(signal.Set);
    }
}
