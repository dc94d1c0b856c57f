using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.Receivers;

/// <summary>What others hear when a receiver changes.</summary>
internal sealed class ReceiverAnnouncer(TimeProvider time) : IAnnouncer<Receiver>
{
    public IEnumerable<IEvent> Announce(Receiver entity, Enum change)
    {
        if (change is ReceiverChange.Disabled)
        {
            yield return new ReceiverDisabled
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                ReceiverId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Resource = JsonSerializer.SerializeToElement(ReceiverResponse.From(entity), ApiJson.Options),
            };
        }
    }
}
