using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The integration events about a wallet identity. None carries its secret, sealed or not.</summary>
internal sealed class WalletIdentityEventMapper(TimeProvider time) : IEventMapper<WalletIdentity, WalletIdentityDomainEvent>
{
    public IEnumerable<IEvent> Map(WalletIdentity aggregate, WalletIdentityDomainEvent domainEvent) =>
    [
        domainEvent switch
        {
            WalletIdentityDomainEvent.Changed => new WalletIdentityChanged
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                IdentityId = aggregate.Id,
                Version = aggregate.Version,
                OccurredAt = aggregate.UpdatedAt,
                Kind = aggregate.Kind,
                Name = aggregate.Name,
                TeamIdentifier = aggregate.TeamIdentifier,
                NotAfter = aggregate.NotAfter,
                IsDeleted = aggregate.DeletedAt is not null,
            },
            WalletIdentityDomainEvent.Expiring => (IEvent)new CertificateExpiring
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                IdentityId = aggregate.Id,
                Version = aggregate.Version,
                OccurredAt = time.GetUtcNow(),
                PassTypeIdentifier = aggregate.Name,
                NotAfter = aggregate.NotAfter!.Value,
                DaysLeft = aggregate.WarnedDaysLeft!.Value,
                Resource = JsonSerializer.SerializeToElement(
                    WalletIdentityResponse.From(aggregate, time.GetUtcNow(), null), ApiJson.Options),
            },
        },
    ];
}
