namespace Passinstance.Webhooks.Deliveries;

/// <summary>When a failed delivery is tried again: the schedule of Standard Webhooks, ten attempts over about 75 hours.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Attempts in all.</summary>
    internal static int MaximumAttempts => Delays.Length + 1;

    /// <summary>The delay after <paramref name="attempts"/> failed attempts, with ±20 % jitter; null when none is left.</summary>
    /// <param name="attempts">Attempts made, 1 or more.</param>
    /// <param name="random">From 0 to 1.</param>
    internal static TimeSpan? After(int attempts, double random) =>
        attempts < MaximumAttempts ? Delays[attempts - 1] * (0.8 + (0.4 * random)) : null;
}
