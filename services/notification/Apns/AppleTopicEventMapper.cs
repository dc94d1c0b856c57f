using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Apns;

/// <summary>Tells the owner of a certificate that devices are no longer told of changes.</summary>
internal sealed class AppleTopicEventMapper(TimeProvider time) : IAnnouncer<AppleTopic>
{
    internal sealed record Failure(string PassTypeIdentifier, string Reason, DateTimeOffset? CertificateExpiresAt, string Message);

    public IEnumerable<IEvent> Announce(AppleTopic entity, Enum change)
    {
        var what = entity.Reason == "expired"
            ? $"The certificate for {entity.PassTypeIdentifier} has expired."
            : $"Apple refuses the certificate for {entity.PassTypeIdentifier} ({entity.Detail}).";
        var refusal = new Failure(
            entity.PassTypeIdentifier, entity.Reason!, entity.CertificateExpiresAt,
            $"{what} Upload a renewed one with POST /wallet-identities/apple; devices are then told of what changed meanwhile.");
        yield return new CertificateRejected
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = entity.OrganizationId,
            OccurredAt = entity.StoppedAt!.Value,
            Resource = JsonSerializer.SerializeToElement(refusal, ApiJson.Options),
        };
    }
}
