using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The events about an identity. None carries its secret, sealed or not.</summary>
internal sealed class WalletIdentityEventMapper(TimeProvider time) : IAnnouncer<WalletIdentity>
{
    public IEnumerable<IEvent> Announce(WalletIdentity entity, Enum change)
    {
        if (change is WalletIdentityChange.Changed)
        {
            yield return new WalletIdentityChanged
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                IdentityId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Kind = entity.Kind,
                Name = entity.Name,
                TeamIdentifier = entity.TeamIdentifier,
                NotAfter = entity.NotAfter,
                IsDeleted = entity.DeletedAt is not null,
            };
        }
        else
        {
            yield return new CertificateExpiring
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                IdentityId = entity.Id,
                Version = entity.Version,
                OccurredAt = time.GetUtcNow(),
                PassTypeIdentifier = entity.Name,
                NotAfter = entity.NotAfter!.Value,
                DaysLeft = entity.WarnedDaysLeft!.Value,
                Resource = JsonSerializer.SerializeToElement(WalletIdentityResponse.From(entity), ApiJson.Options),
            };
        }
    }
}
