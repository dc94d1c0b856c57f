using System.Net;
using Passinstance.Gateway.Telemetry;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RateLimits;

/// <summary>Counts the bad credentials of an address, on all gateways together. Good ones cost nothing here.</summary>
internal sealed class BadCredentials(RateLimiter limiter, RateLimitOptions options, GatewayMetrics metrics)
{
    private readonly TokenLimit _limit = options.BadCredentials.Times(options.Factor);

    /// <summary>How long the address has to wait, if it is known to have used up its attempts.</summary>
    public TimeSpan? RetryAfter(IPAddress? address) => Bucket(address).EmptyFor;

    /// <summary>Counts one; how long to wait when it was one too many.</summary>
    public async ValueTask<TimeSpan?> CountAsync(IPAddress? address)
    {
        metrics.CredentialRejected();
        var decision = await Bucket(address).TakeAsync();
        return decision.Admitted ? null : decision.RetryAfter;
    }

    public static Problem Refusal(HttpContext context, TimeSpan delay)
    {
        context.Response.Headers.RetryAfter = EnforceRateLimits.Seconds(delay);
        return EnforceRateLimits.TooManyRequests;
    }

    private LeasedBucket Bucket(IPAddress? address) => limiter.Bucket($"credentials:{ClientAddress.Of(address)}", _limit);
}
