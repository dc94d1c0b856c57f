using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Apns;

internal sealed class AppleTopicEventMapper(TimeProvider time) : IEventMapper<AppleTopic, AppleTopicDomainEvent>
{
    internal sealed record Failure(string PassTypeIdentifier, string Reason, DateTimeOffset? CertificateExpiresAt, string Message);

    public IEnumerable<IEvent> Map(AppleTopic aggregate, AppleTopicDomainEvent domainEvent) => domainEvent switch
    {
        AppleTopicDomainEvent.Suspended =>
        [
            new CertificateRejected
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                OccurredAt = aggregate.SuspendedAt!.Value,
                Resource = JsonSerializer.SerializeToElement(FailureOf(aggregate), ApiJson.Options),
            },
        ],
    };

    private static Failure FailureOf(AppleTopic topic)
    {
        var what = topic.Reason == AppleTopic.Expired
            ? $"The certificate for {topic.PassTypeIdentifier} has expired."
            : $"Apple rejects the certificate for {topic.PassTypeIdentifier} ({topic.Detail}).";
        return new Failure(
            topic.PassTypeIdentifier, topic.Reason!, topic.CertificateExpiresAt,
            $"{what} Upload a renewed one with POST /wallet-identities/apple; devices then receive what changed in the meantime.");
    }
}
