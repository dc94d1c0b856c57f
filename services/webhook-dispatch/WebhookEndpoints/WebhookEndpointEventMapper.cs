using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal sealed class WebhookEndpointEventMapper(TimeProvider time) : IEventMapper<WebhookEndpoint, WebhookEndpointDomainEvent>
{
    public IEnumerable<IEvent> Map(WebhookEndpoint aggregate, WebhookEndpointDomainEvent domainEvent) => domainEvent switch
    {
        WebhookEndpointDomainEvent.Disabled =>
        [
            new WebhookEndpointDisabled
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = aggregate.OrganizationId,
                EndpointId = aggregate.Id,
                Version = aggregate.Version,
                OccurredAt = aggregate.UpdatedAt,
                Resource = JsonSerializer.SerializeToElement(WebhookResponse.From(aggregate), ApiJson.Options),
            },
        ],
    };
}
