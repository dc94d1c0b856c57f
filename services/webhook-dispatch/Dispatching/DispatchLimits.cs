namespace Passinstance.Webhooks.Dispatching;

/// <summary>How much is under way and how long it may last. Deployments use the defaults; tests shorten the times.</summary>
internal sealed record DispatchLimits
{
    /// <summary>Deliveries under way in this process.</summary>
    internal int Concurrency { get; init; } = 256;

    /// <summary>Of these, kept free for retries, so that a flood of fresh events cannot stop them for good.</summary>
    internal int RetryReserve { get; init; } = 32;

    /// <summary>Deliveries under way for one organisation, over all replicas.</summary>
    internal int PerOrganization { get; init; } = 96;

    /// <summary>A whole attempt.</summary>
    internal TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of it, lookup, connection and TLS.</summary>
    internal TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that breaks sooner gets one free try.</summary>
    internal TimeSpan StaleWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a claim holds without a heartbeat, which comes three times as often: two may fail. What a killed process held waits as long.</summary>
    internal TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping process waits for answers before it gives claims back.</summary>
    internal TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After so long with nothing but failures a receiver is disabled.</summary>
    internal static TimeSpan FailingTooLong { get; } = TimeSpan.FromDays(5);
}
