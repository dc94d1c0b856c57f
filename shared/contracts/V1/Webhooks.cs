using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A webhook was disabled: by its owner, by the endpoint's response, or because it failed for days.</summary>
public sealed record WebhookEndpointDisabled : IntegrationEvent, IPublicEvent
{
    /// <summary>The webhook.</summary>
    public required Guid EndpointId { get; init; }
    /// <summary>Version of the webhook after the change.</summary>
    public required int Version { get; init; }
    /// <summary>The webhook as the API shows it, with <c>disabledReason</c>.</summary>
    public required JsonElement Resource { get; init; }
}
