using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>Events are no longer sent to a customer's webhook: its owner said so, it asked for it, or it failed for days.</summary>
public sealed record WebhookEndpointDisabled : IPublicEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }
    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }
    /// <summary>The webhook.</summary>
    public required Guid EndpointId { get; init; }
    /// <summary>Version of the webhook after the change.</summary>
    public required int Version { get; init; }
    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>The webhook as the API shows it, with <c>disabledReason</c>.</summary>
    public required JsonElement Resource { get; init; }

    Guid? IPublicEvent.TemplateId => null;
}
