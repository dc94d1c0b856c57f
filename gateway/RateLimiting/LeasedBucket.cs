namespace Passinstance.Gateway.RateLimiting;

/// <summary>Whether a request is admitted, and what its response headers report.</summary>
/// <param name="Admitted">Whether it got a token.</param>
/// <param name="Left">About how many tokens are left.</param>
/// <param name="RetryAfter">If it got none: how long until there is one.</param>
internal readonly record struct LimitDecision(bool Admitted, double Left, TimeSpan RetryAfter);

/// <summary>
/// One shared bucket as this gateway uses it: it leases a few tokens at a time from the store and spends them without a query. Every token
/// comes out of the shared bucket, so all gateways together never admit more than it holds. A lease is small (twice the recent demand, at
/// most about 50 ms of the rate) and expires, so that an idle gateway does not hold tokens back from the others. It is renewed before it
/// ends, so that a steady caller does not wait.
/// </summary>
internal sealed class LeasedBucket(string id, TokenLimit limit, LimitStore store, TimeProvider time)
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMilliseconds(200);
    private const double LeaseShare = 0.05;

    private readonly Lock _lock = new();
    private readonly int _maxLease = (int)Math.Clamp(limit.Rate * LeaseShare, 1, Math.Max(1, limit.Burst));
    private readonly LocalBucket _local = new(limit, time);
    private int _tokens;
    private int _demand;
    private long _renewAt;
    private double _leftInStore = limit.Burst;
    private long _leaseEnds;
    private long _emptyUntil;
    private Task? _leasing;

    /// <summary>When it was last used, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = time.GetTimestamp();

    public TokenLimit Limit { get; } = limit;

    /// <summary>How long the bucket is known to stay empty, so that a query would not help.</summary>
    public TimeSpan? EmptyFor
    {
        get
        {
            var now = time.GetTimestamp();
            var until = Volatile.Read(ref _emptyUntil);
            return now < until ? time.GetElapsedTime(now, until) : null;
        }
    }

    public ValueTask<LimitDecision> TakeAsync() => TryTakeLocally() is { } decision ? ValueTask.FromResult(decision) : TakeFromStoreAsync();

    /// <summary>Returns a token that was taken for a request which another limit has rejected.</summary>
    public void Return()
    {
        lock (_lock)
        {
            if (time.GetTimestamp() < _leaseEnds)
                _tokens++;
        }
    }

    private async ValueTask<LimitDecision> TakeFromStoreAsync()
    {
        while (true)
        {
            Task leasing;
            lock (_lock)
            {
                // One query at a time serves all waiting requests.
                leasing = _leasing ??= LeaseAsync();
            }

            await leasing;
            if (TryTakeLocally() is { } decision)
                return decision;
        }
    }

    private LimitDecision? TryTakeLocally()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            LastUsed = now;
            _demand++;
            if (_tokens > 0 && now < _leaseEnds)
            {
                _tokens--;
                // Not for a single request, and not when a lease is one token: tokens that expire unused are lost for all gateways.
                if (_maxLease > 1 && _demand > 1 && (_tokens < _demand || now > _renewAt) && now >= _emptyUntil)
                    _leasing ??= LeaseAsync();

                return new LimitDecision(true, _tokens + _leftInStore, TimeSpan.Zero);
            }

            return now < _emptyUntil ? new LimitDecision(false, 0, time.GetElapsedTime(now, _emptyUntil)) : null;
        }
    }

    private async Task LeaseAsync()
    {
        // Leaves the lock first, so that a store which responds at once does not find it held.
        await Task.Yield();
        try
        {
            int wanted;
            lock (_lock)
            {
                // Twice the demand since the last lease, rejected requests included; but one for one.
                wanted = Math.Clamp(_demand > 1 ? 2 * _demand : 1, 1, _maxLease);
                _demand = 0;
            }

            Apply(await store.TakeAsync(id, Limit, wanted) ?? _local.Take(wanted));
        }
        finally
        {
            lock (_lock)
                _leasing = null;
        }
    }

    private void Apply(Grant grant)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _leftInStore = grant.Left;
            if (grant.Tokens > 0)
            {
                _tokens = (now < _leaseEnds ? _tokens : 0) + grant.Tokens;
                _leaseEnds = now + Ticks(LeaseTime);
                _renewAt = now + Ticks(LeaseTime / 2);
            }
            else
            {
                _emptyUntil = now + Ticks(TimeSpan.FromSeconds((1 - grant.Left) / Limit.Rate));
            }
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency) + 1;
}

/// <summary>The bucket of this gateway alone, used while the store does not respond.</summary>
internal sealed class LocalBucket(TokenLimit limit, TimeProvider time)
{
    private double _tokens = limit.Burst;
    private long _updated = time.GetTimestamp();

    // Called by one lease at a time.
    public Grant Take(int wanted)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(limit.Burst, _tokens + (time.GetElapsedTime(_updated, now).TotalSeconds * limit.Rate));
        _updated = now;
        var granted = (int)Math.Min(wanted, Math.Floor(_tokens));
        _tokens -= granted;
        return new Grant(granted, _tokens);
    }
}
