namespace Passinstance.Messaging.Outbox;

/// <summary>Section <c>Outbox</c> of the configuration.</summary>
public sealed record OutboxOptions
{
    /// <summary>A publish that the broker does not confirm within this has failed.</summary>
    internal static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Lease of a relay's claim: events claimed by a relay that is frozen are published by another after this. Default: 30 s.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many events of one type may share a message to the broker. With more than 1 the services that consume them must be of a release
    /// that reads <see cref="Contracts.V1.EventGroup"/>; 1.0.0-beta.1 does not. Default: 1.
    /// </summary>
    public int EventsPerMessage { get; init; } = 1;

    /// <exception cref="InvalidOperationException">
    /// The lease is shorter than a publish may take, or too long; or the number of events is out of its range.
    /// </exception>
    internal OutboxOptions Validate() =>
        Lease <= PublishTimeout || Lease > TimeSpan.FromMinutes(10)
            ? throw new InvalidOperationException("Outbox:Lease must be more than 10 seconds and at most 10 minutes, for example 00:00:30.")
        : EventsPerMessage is < 1 or > 100
            ? throw new InvalidOperationException($"Outbox:EventsPerMessage must be 1 to 100; it is {EventsPerMessage}.")
        : this;
}
