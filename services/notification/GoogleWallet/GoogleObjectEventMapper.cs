using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Tells the service that signs save links that one can now name the object.</summary>
internal sealed class GoogleObjectEventMapper(TimeProvider time) : IAnnouncer<GoogleObject>
{
    public IEnumerable<IEvent> Announce(GoogleObject entity, Enum change)
    {
        yield return new GoogleObjectStored
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = entity.OrganizationId,
            PassId = entity.PassId,
            OccurredAt = time.GetUtcNow(),
            ObjectId = entity.ObjectId,
        };
    }
}
