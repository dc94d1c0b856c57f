using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

internal sealed class RejectedTokenEventMapper(TimeProvider time) : IEventMapper<RejectedToken, RejectedTokenDomainEvent>
{
    public IEnumerable<IEvent> Map(RejectedToken aggregate, RejectedTokenDomainEvent domainEvent) => domainEvent switch
    {
        RejectedTokenDomainEvent.Rejected =>
        [
            new PushTokenRejected
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                PushToken = aggregate.PushToken,
                Reason = aggregate.Reason,
                InvalidSince = aggregate.InvalidSince,
                OccurredAt = aggregate.RejectedAt,
            },
        ],
    };
}
