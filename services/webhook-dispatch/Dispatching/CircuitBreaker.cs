using System.Collections.Concurrent;
using Passinstance.Background;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Counts this process's attempts per endpoint and decides when to pause. The pause is written to the endpoint's state row, so it holds for
/// all replicas; meanwhile deliveries wait without using up attempts.
/// </summary>
internal sealed class CircuitBreaker
{
    internal const int MinAttempts = 10;
    internal const double FailureRatio = 0.7;
    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(Guid OrganizationId, Guid EndpointId), Sample> _samples = new();

    /// <summary>How long the breaker opens after this attempt; null when it does not.</summary>
    /// <param name="organizationId">The endpoint's organization.</param>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="trips">How often it had opened in a row when the delivery was claimed; above 0 the attempt was a probe.</param>
    /// <param name="succeeded">Whether the attempt succeeded.</param>
    /// <param name="now">When the attempt was made, by the database's clock.</param>
    internal TimeSpan? Observe(Guid organizationId, Guid endpointId, int trips, bool succeeded, DateTimeOffset now)
    {
        if (trips > 0)
        {
            _samples.TryRemove((organizationId, endpointId), out _);
            return succeeded ? null : Pause(trips);
        }

        var sample = _samples.GetOrAdd((organizationId, endpointId), _ => new Sample());
        lock (sample)
        {
            if (sample.Attempts == 0 || now - sample.Began > Window)
                (sample.Began, sample.Attempts, sample.Failures) = (now, 0, 0);
            sample.Attempts++;
            sample.Failures += succeeded ? 0 : 1;
            if (succeeded || sample.Attempts < MinAttempts || sample.Failures < FailureRatio * sample.Attempts)
                return null;
            sample.Attempts = 0;
            return Pause(0);
        }
    }

    /// <summary>30 s, doubled at each trip in a row, at most 5 min.</summary>
    internal static TimeSpan Pause(int trips) => Backoff.Exponential(trips + 1, FirstPause, MaxPause);

    private sealed class Sample
    {
        internal DateTimeOffset Began { get; set; }
        internal int Attempts { get; set; }
        internal int Failures { get; set; }
    }
}
