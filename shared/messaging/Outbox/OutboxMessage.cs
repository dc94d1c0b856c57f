using System.Diagnostics;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Messaging.Outbox;

/// <summary>An event that is committed and waits to be published. The row is deleted once the broker has confirmed it.</summary>
public sealed class OutboxMessage : IUnaudited
{
    /// <summary>The event's id; the message's id on the bus.</summary>
    public Guid Id { get; private set; }

    /// <summary>Order of writing; approximate across transactions, since a lower number may commit later.</summary>
    public long Sequence { get; private set; }

    /// <summary>The organization that owns the event.</summary>
    public Guid OrganizationId { get; private set; }

    /// <summary>Name of the event's type below the contracts' namespaces, for example <c>V1.PassCreated</c>.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The entity that changed.</summary>
    public Guid AggregateId { get; private set; }

    /// <summary>The entity's version after the change.</summary>
    public int AggregateVersion { get; private set; }

    /// <summary>The event as JSON.</summary>
    public string Body { get; private set; } = "";

    /// <summary>W3C trace context of the request that caused it.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>When it was written, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Earliest time at which a relay may claim the row, by the database's clock. A failure moves it past the retry delay.
    /// </summary>
    public DateTimeOffset AvailableAt { get; private set; }

    /// <summary>Failed attempts caused by the message; an unreachable broker does not count.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; private set; }

    internal static OutboxMessage For(IEvent message, Guid aggregateId, int aggregateVersion, Activity? activity) => new()
    {
        Id = message.EventId,
        OrganizationId = message.OrganizationId,
        Type = EventTypes.NameOf(message.GetType()),
        AggregateId = aggregateId,
        AggregateVersion = aggregateVersion,
        Body = JsonSerializer.Serialize(message, message.GetType(), EventTypes.Json),
        TraceParent = activity?.Id,
    };
}
