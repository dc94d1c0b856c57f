using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>What every event carries. It is no message of its own on the bus.</summary>
public interface IEvent
{
    /// <summary>Id of this event and of its message on the bus; a consumer that saw it before does nothing.</summary>
    Guid EventId { get; }

    /// <summary>Whose event it is.</summary>
    Guid OrganizationId { get; }

    /// <summary>When it happened, by the clock of the service that says so.</summary>
    DateTimeOffset OccurredAt { get; }
}

/// <summary>
/// What every event that customers may subscribe to carries, so that webhook-dispatch handles all of them alike: the customer
/// sees <see cref="IEvent.EventId"/> as <c>evt_...</c> and as <c>webhook-id</c>.
/// </summary>
public interface IPublicEvent : IEvent
{
    /// <summary>The template it concerns, for webhooks that filter by template; null for events about something else.</summary>
    Guid? TemplateId { get; }

    /// <summary>
    /// The resource as the public API shows it at that moment, in the API's version 1; the <c>data</c> of the webhook's payload.
    /// </summary>
    JsonElement Resource { get; }
}
