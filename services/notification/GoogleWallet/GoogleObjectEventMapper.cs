using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.GoogleWallet;

internal sealed class GoogleObjectEventMapper(TimeProvider time) : IEventMapper<GoogleObject, GoogleObjectDomainEvent>
{
    public IEnumerable<IEvent> Map(GoogleObject aggregate, GoogleObjectDomainEvent domainEvent) => domainEvent switch
    {
        GoogleObjectDomainEvent.Stored =>
        [
            new GoogleObjectStored
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                PassId = aggregate.PassId,
                OccurredAt = time.GetUtcNow(),
                ObjectId = aggregate.ObjectId,
            },
        ],
    };
}
