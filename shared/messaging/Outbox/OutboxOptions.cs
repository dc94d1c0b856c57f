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

    /// <exception cref="InvalidOperationException">The lease is shorter than a publish may take, or too long.</exception>
    internal OutboxOptions Validate() => Lease > PublishTimeout && Lease <= TimeSpan.FromMinutes(10)
        ? this
        : throw new InvalidOperationException("Outbox:Lease must be more than 10 seconds and at most 10 minutes, for example 00:00:30.");
}
