namespace Passinstance.Webhooks.Deliveries;

/// <summary>When a failed delivery is tried again: the schedule of Standard Webhooks, ten attempts over about 75 hours.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private static readonly TimeSpan OverloadPenalty = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Attempts in all.</summary>
    internal static int MaximumAttempts => Delays.Length + 1;

    /// <summary>The delay of the schedule after <paramref name="attempts"/> failed attempts, without jitter.</summary>
    internal static TimeSpan Nominal(int attempts) => Delays[attempts - 1];

    /// <summary>The delay after <paramref name="attempts"/> failed attempts, with ±20 % jitter; null when none is left.</summary>
    /// <param name="attempts">Attempts made, 1 or more.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <param name="overloaded">The receiver said 429 or 503, or did not answer in time: at least a minute.</param>
    /// <param name="retryAfter">What the receiver asked for; taken between the delay and four times the delay, at most an hour.</param>
    internal static TimeSpan? After(int attempts, double random, bool overloaded = false, TimeSpan? retryAfter = null)
    {
        if (attempts >= MaximumAttempts)
            return null;
        var delay = Nominal(attempts) * (0.8 + (0.4 * random));
        if (overloaded && delay < OverloadPenalty)
            delay = OverloadPenalty;
        if (retryAfter is not { } asked || asked <= delay)
            return delay;
        var most = delay * 4 < MaxRetryAfter ? delay * 4 : MaxRetryAfter;
        return asked < most ? asked : most > delay ? most : delay;
    }
}
