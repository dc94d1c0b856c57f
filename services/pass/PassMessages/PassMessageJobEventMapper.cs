using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.PassMessages;

/// <summary>Reports to the notification service how many passes a notification is for.</summary>
internal sealed class PassMessageJobEventMapper(TimeProvider time) : IEventMapper<PassMessageJob, PassMessageJobDomainEvent>
{
    public IEnumerable<IEvent> Map(PassMessageJob aggregate, PassMessageJobDomainEvent domainEvent) => domainEvent switch
    {
        // A job that ends with its first batch reports everything in one event.
        PassMessageJobDomainEvent.Counted => aggregate.EndedAt is null ? [Targeted(aggregate)] : [],
        PassMessageJobDomainEvent.Ended =>
        [
            Targeted(aggregate) with { Targeted = aggregate.Targeted, NotFound = aggregate.NotFound, Reason = aggregate.Reason },
        ],
    };

    private PushNotificationTargeted Targeted(PassMessageJob job) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = job.OrganizationId,
        NotificationId = job.NotificationId,
        OccurredAt = time.GetUtcNow(),
        Total = job.Total ?? 0,
    };
}
