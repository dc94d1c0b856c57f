using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.PassMessages;

/// <summary>Tells the service that keeps notifications how many passes one is for.</summary>
internal sealed class PassMessageJobEventMapper(TimeProvider time) : IAnnouncer<PassMessageJob>
{
    public IEnumerable<IEvent> Announce(PassMessageJob entity, Enum change)
    {
        var isEnded = change is PassMessageJobChange.Ended;
        // One that ends with its first chunk says all at once.
        if (!isEnded && entity.EndedAt is not null)
            yield break;
        yield return new PushNotificationTargeted
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = entity.OrganizationId,
            NotificationId = entity.NotificationId,
            OccurredAt = time.GetUtcNow(),
            Total = entity.Total ?? 0,
            Targeted = isEnded ? entity.Targeted : null,
            NotFound = isEnded ? entity.NotFound : null,
            Reason = isEnded ? entity.Reason : null,
        };
    }
}
