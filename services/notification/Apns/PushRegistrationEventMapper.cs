using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

/// <summary>The event by which the pass service takes up registrations that it has lost.</summary>
internal sealed class PushRegistrationEventMapper(TimeProvider time) : IEventMapper<PushRegistration, PushRegistrationDomainEvent>
{
    public IEnumerable<IEvent> Map(PushRegistration aggregate, PushRegistrationDomainEvent domainEvent) => domainEvent switch
    {
        PushRegistrationDomainEvent.Reported =>
        [
            new DeviceRegistrationReported
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                PassId = aggregate.PassId,
                PassTypeIdentifier = aggregate.PassTypeIdentifier,
                DeviceId = aggregate.DeviceId,
                PushToken = aggregate.PushToken,
                Sequence = aggregate.Sequence,
                OccurredAt = time.GetUtcNow(),
            },
        ],
    };
}
