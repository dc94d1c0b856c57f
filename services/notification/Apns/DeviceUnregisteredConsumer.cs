using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Notifications.Apns;

/// <summary>Ends the pushes of a pass to a device.</summary>
internal sealed class DeviceUnregisteredConsumer(RegistrationStore registrations) : IConsumer<DeviceUnregistered>
{
    public Task Consume(ConsumeContext<DeviceUnregistered> context) => registrations.EndAsync(context.Message, context.CancellationToken);
}
