using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>
/// Several events of one type in one message, for changes of many passes at once. It goes the way of its type and means the same as the
/// events in messages of their own.
/// </summary>
/// <remarks>
/// Publishers send it where the setting <c>Outbox:EventsPerMessage</c> is above 1, so not before every consumer is of a release that reads
/// it.
/// </remarks>
public sealed record EventGroup
{
    /// <summary>The events in the order in which they were written.</summary>
    public required IReadOnlyList<GroupedEvent> Events { get; init; }
}

/// <summary>An event of a group, with what would stand around it in a message of its own.</summary>
public sealed record GroupedEvent
{
    /// <summary>The event's id, by which a consumer knows a repetition.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the event's type, for example <c>V1.PassCreated</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The organization that owns the event.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The entity's version after the change.</summary>
    public int AggregateVersion { get; init; }

    /// <summary>W3C trace context of what caused it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The event.</summary>
    public required JsonElement Body { get; init; }
}
