using Microsoft.Extensions.Options;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Section <c>Retries</c> of the configuration.</summary>
internal sealed record RetryOptions
{
    /// <summary>
    /// Delays between the attempts of a delivery; by default the schedule of Standard Webhooks, ten attempts over about 75 hours.
    /// </summary>
    internal static readonly IReadOnlyList<TimeSpan> StandardDelays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The delays; empty for the standard ones. (The binder adds to a list that is not empty.)</summary>
    public TimeSpan[] Delays { get; init; } = [];

    /// <summary>Minimum delay after 429, 503, 504 or a timeout.</summary>
    public TimeSpan OverloadDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest <c>Retry-After</c> that is honored beyond the schedule.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>When a failed delivery is tried again.</summary>
internal sealed class RetrySchedule(IOptions<RetryOptions> options)
{
    private readonly IReadOnlyList<TimeSpan> _delays = options.Value.Delays is { Length: > 0 } delays
        ? delays
        : RetryOptions.StandardDelays;

    /// <summary>Attempts in all.</summary>
    internal int MaxAttempts => _delays.Count + 1;

    /// <summary>The delay after <paramref name="attempts"/> failed attempts, without jitter.</summary>
    internal TimeSpan NominalDelay(int attempts) => _delays[attempts - 1];

    /// <summary>The delay after <paramref name="attempts"/> failed attempts, with ±20 % jitter; null when no attempt is left.</summary>
    /// <param name="attempts">Attempts made, 1 or more.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <param name="isOverloaded">The receiver answered 429, 503 or 504, or not in time: at least a minute.</param>
    /// <param name="retryAfter">The receiver's <c>Retry-After</c>: honored between the delay and four times the delay, at most an
    /// hour.</param>
    internal TimeSpan? DelayAfter(int attempts, double random, bool isOverloaded = false, TimeSpan? retryAfter = null)
    {
        if (attempts >= MaxAttempts)
            return null;
        var delay = NominalDelay(attempts) * (0.8 + (0.4 * random));
        if (isOverloaded && delay < options.Value.OverloadDelay)
            delay = options.Value.OverloadDelay;
        if (retryAfter is not { } asked || asked <= delay)
            return delay;
        var max = delay * 4 < options.Value.MaxRetryAfter ? delay * 4 : options.Value.MaxRetryAfter;
        return asked < max ? asked : max > delay ? max : delay;
    }
}
