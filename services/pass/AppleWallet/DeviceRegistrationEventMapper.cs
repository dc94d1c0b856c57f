using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The events about registrations, for the notification service.</summary>
internal sealed class DeviceRegistrationEventMapper(TimeProvider time) : IEventMapper<DeviceRegistration, DeviceRegistrationDomainEvent>
{
    public IEnumerable<IEvent> Map(DeviceRegistration aggregate, DeviceRegistrationDomainEvent domainEvent) => domainEvent.Kind switch
    {
        DeviceRegistrationDomainEventKind.Registered =>
        [
            new DeviceRegistered
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                PassId = aggregate.PassId,
                PassTypeIdentifier = aggregate.PassTypeIdentifier,
                DeviceId = aggregate.DeviceId,
                PushToken = domainEvent.PushToken,
                Sequence = domainEvent.Sequence,
                OccurredAt = time.GetUtcNow(),
            },
        ],
        DeviceRegistrationDomainEventKind.Unregistered =>
        [
            new DeviceUnregistered
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                PassId = aggregate.PassId,
                PassTypeIdentifier = aggregate.PassTypeIdentifier,
                DeviceId = aggregate.DeviceId,
                Sequence = domainEvent.Sequence,
                OccurredAt = time.GetUtcNow(),
            },
        ],
    };
}
