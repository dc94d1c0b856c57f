using System.Collections.Concurrent;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Finds the bucket of a key, organization or address, and drops unused ones.</summary>
internal sealed class RateLimiter(LimitStore store, TimeProvider time)
{
    private const int MaxBuckets = 100_000;
    private static readonly TimeSpan MaxIdleTime = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, LeasedBucket> _buckets = new(StringComparer.Ordinal);

    public LeasedBucket Bucket(string id, TokenLimit limit)
    {
        if (_buckets.TryGetValue(id, out var bucket) && bucket.Limit == limit)
            return bucket;

        // In a flood of addresses all new ones share one bucket, to bound the memory.
        var place = _buckets.Count < MaxBuckets ? id : "overflow";
        return _buckets.AddOrUpdate(
            place,
            static (key, use) => new LeasedBucket(key, use.limit, use.store, use.time),
            static (key, present, use) => present.Limit == use.limit ? present : new LeasedBucket(key, use.limit, use.store, use.time),
            (limit, store, time));
    }

    public void DropUnused()
    {
        var now = time.GetTimestamp();
        foreach (var (id, bucket) in _buckets)
        {
            if (time.GetElapsedTime(bucket.LastUsed, now) > MaxIdleTime)
                _buckets.TryRemove(KeyValuePair.Create(id, bucket));
        }
    }
}
