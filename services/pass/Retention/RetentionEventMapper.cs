using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Retention;

/// <summary>The event by which webhook-dispatch learns how long an organization keeps its events and deliveries.</summary>
internal sealed class RetentionEventMapper(TimeProvider time) : IEventMapper<RetentionSettings, RetentionDomainEvent>
{
    public IEnumerable<IEvent> Map(RetentionSettings aggregate, RetentionDomainEvent domainEvent) => domainEvent switch
    {
        RetentionDomainEvent.Changed =>
        [
            new RetentionChanged
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                Version = aggregate.Version,
                EventDays = aggregate.EventDays,
                DeliveryDays = aggregate.DeliveryDays,
                OccurredAt = time.GetUtcNow(),
            },
        ],
    };
}
