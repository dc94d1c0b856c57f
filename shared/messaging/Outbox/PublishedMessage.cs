namespace Passinstance.Messaging.Outbox;

/// <summary>An event the broker has confirmed recently; republished if the broker comes back with an empty disk.</summary>
public sealed class PublishedMessage
{
    /// <summary>The event's id.</summary>
    public Guid Id { get; private set; }
    /// <summary>The organization that owns the event.</summary>
    public Guid OrganizationId { get; private set; }
    /// <summary>Name of the event's type, for example <c>V1.PassCreated</c>.</summary>
    public string Type { get; private set; } = "";
    /// <summary>The entity that changed.</summary>
    public Guid AggregateId { get; private set; }
    /// <summary>The entity's version after the change.</summary>
    public int AggregateVersion { get; private set; }
    /// <summary>The event as JSON.</summary>
    public string Body { get; private set; } = "";
    /// <summary>W3C trace context of the request that caused it.</summary>
    public string? TraceParent { get; private set; }
    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>When the broker confirmed it.</summary>
    public DateTimeOffset PublishedAt { get; private set; }
}
