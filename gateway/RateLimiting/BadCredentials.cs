using System.Net;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Limits the bad credentials of an address, over all gateways together. Good credentials are not counted.</summary>
internal sealed class BadCredentials(RateLimiter limiter, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly TokenLimit _limit = options.Value.BadCredentials.Times(options.Value.Factor);

    /// <summary>How long the address must wait, if it is known to have no attempts left.</summary>
    public TimeSpan? RetryAfter(IPAddress? address) => Bucket(address).EmptyFor;

    /// <summary>Counts one bad credential. Returns how long to wait when the limit is exceeded.</summary>
    public async ValueTask<TimeSpan?> CountAsync(IPAddress? address)
    {
        metrics.CredentialRejected();
        var decision = await Bucket(address).TakeAsync();
        return decision.Admitted ? null : decision.RetryAfter;
    }

    public static Problem Reject(HttpContext context, TimeSpan delay)
    {
        context.Response.Headers.RetryAfter = EnforceRateLimits.Seconds(delay);
        return EnforceRateLimits.TooManyRequests;
    }

    private LeasedBucket Bucket(IPAddress? address) => limiter.Bucket($"credentials:{ClientAddress.Of(address)}", _limit);
}
