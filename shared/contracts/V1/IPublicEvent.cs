using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>Common members of all events. Not a message of its own on the bus.</summary>
public interface IEvent
{
    /// <summary>Id of this event and of its message on the bus; a consumer ignores an id that it has seen before.</summary>
    Guid EventId { get; }

    /// <summary>The organization that owns the event.</summary>
    Guid OrganizationId { get; }

    /// <summary>When it happened, by the publishing service's clock.</summary>
    DateTimeOffset OccurredAt { get; }
}

/// <summary>
/// Common members of all events that customers may subscribe to, so that webhook-dispatch handles all of them the same way: the customer
/// sees <see cref="IEvent.EventId"/> as <c>evt_...</c> and as <c>webhook-id</c>.
/// </summary>
public interface IPublicEvent : IEvent
{
    /// <summary>The template it concerns, for webhooks that filter by template; null for other events.</summary>
    Guid? TemplateId => null;

    /// <summary>The pass it is about, whose holder's data it may carry; null for other events.</summary>
    Guid? SubjectPassId => null;

    /// <summary>The batch that caused it, for webhooks that want one summary of it; null for every other event.</summary>
    Guid? SourceBatchId => null;

    /// <summary>
    /// The resource as the public API shows it at that moment, in the API's version 1; the <c>data</c> of the webhook's payload.
    /// </summary>
    JsonElement Resource { get; }

    /// <summary>
    /// The links of the resource, sealed: whoever has one needs no credential. In <see cref="Resource"/> they are null. Null for events
    /// without links.
    /// </summary>
    string? EncryptedLinks => null;
}

/// <summary>The members that every event has.</summary>
public abstract record IntegrationEvent : IEvent
{
    /// <inheritdoc />
    public required Guid EventId { get; init; }

    /// <inheritdoc />
    public required Guid OrganizationId { get; init; }

    /// <inheritdoc />
    public required DateTimeOffset OccurredAt { get; init; }
}
