using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>A device is no longer told of a pass's changes.</summary>
internal sealed class DeviceUnregisteredConsumer(NotificationsDbContext db) : IConsumer<DeviceUnregistered>
{
    public Task Consume(ConsumeContext<DeviceUnregistered> context) => PushRegistration.EndAsync(db, context.Message, context.CancellationToken);
}
