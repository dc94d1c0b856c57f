using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>What others hear when a receiver changes.</summary>
internal sealed class WebhookEndpointEventMapper(TimeProvider time) : IAnnouncer<WebhookEndpoint>
{
    public IEnumerable<IEvent> Announce(WebhookEndpoint entity, Enum change)
    {
        if (change is WebhookEndpointChange.Disabled)
        {
            yield return new WebhookEndpointDisabled
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                EndpointId = entity.Id,
                Version = entity.Version,
                OccurredAt = entity.UpdatedAt,
                Resource = JsonSerializer.SerializeToElement(WebhookResponse.From(entity), ApiJson.Options),
            };
        }
    }
}
