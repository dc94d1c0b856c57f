using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

/// <summary>Tells the service that keeps registrations.</summary>
internal sealed class RejectedTokenEventMapper(TimeProvider time) : IAnnouncer<RejectedToken>
{
    public IEnumerable<IEvent> Announce(RejectedToken entity, Enum change)
    {
        yield return new PushTokenRejected
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = entity.OrganizationId,
            PushToken = entity.PushToken,
            Reason = entity.Reason,
            OccurredAt = entity.RejectedAt,
        };
    }
}
