using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>The event that has the other services erase.</summary>
internal sealed class ErasureEventMapper(TimeProvider time) : IEventMapper<Erasure, ErasureDomainEvent>
{
    public IEnumerable<IEvent> Map(Erasure aggregate, ErasureDomainEvent domainEvent) => domainEvent switch
    {
        ErasureDomainEvent.Requested =>
        [
            new PassErasureRequested
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                ErasureId = aggregate.Id,
                PassIds = aggregate.PassIds,
                EmptyingSince = aggregate.EmptyingSince ?? aggregate.RequestedAt,
                OccurredAt = time.GetUtcNow(),
            },
        ],
    };
}
