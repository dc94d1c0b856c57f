namespace Passinstance.Gateway.RateLimits;

/// <summary>Whether a request may go on, and what its sender may be told.</summary>
/// <param name="Admitted">Whether it got a token.</param>
/// <param name="Left">About how many tokens are left.</param>
/// <param name="RetryAfter">When it did not: how long until there is one again.</param>
internal readonly record struct LimitDecision(bool Admitted, double Left, TimeSpan RetryAfter);

/// <summary>
/// One shared bucket as this gateway uses it: it takes tokens from the store a few at a time (a lease) and spends them without asking.
/// Every token comes out of the shared bucket, so all gateways together never admit more than it holds. A lease is small (twice what was
/// asked for lately, at most about 50 ms of the rate) and lapses, so that a gateway without traffic keeps nothing from the others; it is
/// renewed before it ends, so that a steady caller does not wait.
/// </summary>
internal sealed class LeasedBucket(string id, TokenLimit limit, LimitStore store, TimeProvider time)
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMilliseconds(200);
    private const double LeaseShare = 0.05;

    private readonly Lock _lock = new();
    private readonly int _leaseSize = (int)Math.Clamp(limit.Rate * LeaseShare, 1, Math.Max(1, limit.Burst));
    private readonly LocalBucket _local = new(limit, time);
    private int _tokens;
    private int _asked;
    private long _renewAt;
    private double _leftInStore = limit.Burst;
    private long _leaseEnds;
    private long _emptyUntil;
    private Task? _leasing;

    /// <summary>When it was last asked, as a timestamp of the clock.</summary>
    public long LastUsed { get; private set; } = time.GetTimestamp();

    public TokenLimit Limit { get; } = limit;

    /// <summary>For how long it is known to be empty, so that no question to the store would help.</summary>
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

    /// <summary>Gives back a token that was taken for a request which another limit has refused.</summary>
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
                // One question at a time, for everyone who waits.
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
            _asked++;
            if (_tokens > 0 && now < _leaseEnds)
            {
                _tokens--;
                // Not for a single request, nor where a token is precious: what lapses unused is lost to everybody.
                if (_leaseSize > 1 && _asked > 1 && (_tokens < _asked || now > _renewAt) && now >= _emptyUntil)
                    _leasing ??= LeaseAsync();
                return new LimitDecision(true, _tokens + _leftInStore, TimeSpan.Zero);
            }
            return now < _emptyUntil ? new LimitDecision(false, 0, time.GetElapsedTime(now, _emptyUntil)) : null;
        }
    }

    private async Task LeaseAsync()
    {
        // Leaves the lock first, so that a store which answers at once does not find it held.
        await Task.Yield();
        try
        {
            int wanted;
            lock (_lock)
            {
                // Twice what was asked for since the last lease, refused or not; but one for one.
                wanted = Math.Clamp(_asked > 1 ? 2 * _asked : 1, 1, _leaseSize);
                _asked = 0;
            }
            Keep(await store.TakeAsync(id, Limit, wanted) ?? _local.Take(wanted));
        }
        finally
        {
            lock (_lock)
                _leasing = null;
        }
    }

    private void Keep(Grant grant)
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

/// <summary>The bucket of this gateway alone, for as long as the store does not answer.</summary>
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
