using System.Collections.Concurrent;

namespace Passinstance.Gateway.RateLimits;

/// <summary>Finds the bucket of a key, organisation or address, and forgets those that are not used.</summary>
internal sealed class RateLimiter(LimitStore store, TimeProvider time)
{
    private const int MaximumBuckets = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, LeasedBucket> _buckets = new(StringComparer.Ordinal);

    public LeasedBucket Bucket(string id, TokenLimit limit)
    {
        if (_buckets.TryGetValue(id, out var bucket) && bucket.Limit == limit)
            return bucket;
        // A flood of addresses shares one bucket rather than our memory.
        var place = _buckets.Count < MaximumBuckets ? id : "overflow";
        return _buckets.AddOrUpdate(
            place, static (key, use) => new LeasedBucket(key, use.limit, use.store, use.time),
            static (key, present, use) => present.Limit == use.limit ? present : new LeasedBucket(key, use.limit, use.store, use.time), (limit, store, time));
    }

    public void Forget()
    {
        var now = time.GetTimestamp();
        foreach (var (id, bucket) in _buckets)
        {
            if (time.GetElapsedTime(bucket.LastUsed, now) > Idle)
                _buckets.TryRemove(KeyValuePair.Create(id, bucket));
        }
    }
}

/// <summary>Keeps this gateway's memory and the shared table from growing with every caller there ever was.</summary>
internal sealed partial class RateLimitSweep(RateLimiter limiter, LimitStore store, TimeProvider time, ILogger<RateLimitSweep> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.WarmUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(30), time);
        for (var round = 1L; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            limiter.Forget();
            if (round % 20 != 0)
                continue;
            try
            {
                await store.SweepAsync(stoppingToken);
            }
            catch (System.Data.Common.DbException exception)
            {
                NotSwept(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unused rate limit buckets were not removed; the next sweep removes them")]
    private partial void NotSwept(Exception exception);
}
