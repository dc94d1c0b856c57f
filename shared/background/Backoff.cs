namespace Passinstance.Background;

/// <summary>Delays between attempts.</summary>
public static class Backoff
{
    /// <summary>Doubles from <paramref name="first"/> up to <paramref name="max"/>.</summary>
    /// <param name="attempts">Failed attempts so far, 1 or more; less counts as 1.</param>
    /// <param name="first">The delay after the first.</param>
    /// <param name="max">The longest delay, before jitter.</param>
    /// <param name="jitter">The share by which the delay may be longer or shorter at random, from 0 to 1, so that many do not come back at
    /// once.</param>
    public static TimeSpan Exponential(int attempts, TimeSpan first, TimeSpan max, double jitter = 0)
    {
        // 2^40 times a tick is more than a day; the exponent is bounded so that the product cannot overflow.
        var delay = first.Ticks * Math.Pow(2, Math.Clamp(attempts - 1, 0, 40));
        delay = Math.Min(delay, max.Ticks);
        if (jitter > 0)
            delay *= 1 - jitter + (2 * jitter * Random.Shared.NextDouble());
        return TimeSpan.FromTicks((long)delay);
    }
}
