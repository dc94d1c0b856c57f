using System.ComponentModel.DataAnnotations;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Section <c>Dispatching</c> of the configuration: how much is in progress and how long it may take.</summary>
internal sealed record DispatchOptions
{
    /// <summary>Deliveries in progress in this process. 0: the process sends nothing.</summary>
    [Range(0, 100_000)]
    public int Concurrency { get; init; } = 256;

    /// <summary>Of these, reserved for retries, so that many new events cannot hold retries up.</summary>
    [Range(0, 100_000)]
    public int RetryReserve { get; init; } = 32;

    /// <summary>Deliveries in progress for one organization, over all replicas.</summary>
    [Range(1, 100_000)]
    public int ConcurrencyPerOrganization { get; init; } = 96;

    /// <summary>Maximum duration of an attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Of it, for DNS lookup, connection and TLS.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that breaks within this time is tried once more, without counting an attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StaleConnectionWindow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a claim holds without renewal. Claims are renewed every third of it. Deliveries of a killed process are claimed again after
    /// it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping process waits for responses before it releases its claims.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often due deliveries are looked for without a signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause between two claims that found work. A claim of ten costs little more than a claim of one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan BatchDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>An endpoint with only failures for this long is disabled.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(5);
}
