using System.Globalization;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Telemetry;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RateLimits;

/// <summary>Takes a token from each bucket of the request's route class, or answers 429 as documented.</summary>
internal sealed class EnforceRateLimits(RequestDelegate next, RateLimiter limiter, RateLimitOptions options, GatewayMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } route || !options.Classes.TryGetValue(route.RateClass, out var limits))
        {
            await next(context);
            return;
        }

        var (first, second) = Buckets(context, route, limits);
        if (first is null)
        {
            await next(context);
            return;
        }

        var decision = await first.TakeAsync();
        var decisive = first;
        if (decision.Admitted && second is not null)
        {
            var further = await second.TakeAsync();
            if (!further.Admitted)
                first.Return();
            if (!further.Admitted || further.Left < decision.Left)
                (decision, decisive) = (further, second);
        }

        Announce(context.Response.Headers, route.RateClass, decisive.Limit, decision);
        if (decision.Admitted)
        {
            await next(context);
            return;
        }

        metrics.RateLimited(route.RateClass);
        context.Response.Headers.RetryAfter = Seconds(decision.RetryAfter);
        await TooManyRequests.ExecuteAsync(context);
    }

    /// <summary>The documented answer: the body's error and message are part of the public contract.</summary>
    public static Problem TooManyRequests { get; } = Problem.Of(StatusCodes.Status429TooManyRequests, "rate_limited", "Retry after the indicated delay");

    public static string Seconds(TimeSpan delay) => Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private (LeasedBucket? First, LeasedBucket? Second) Buckets(HttpContext context, RoutePolicy route, ClassLimits limits)
    {
        if (context.Features.Get<Caller>() is not { } caller)
            return (limits.Address is { } perAddress ? limiter.Bucket($"address:{ClientAddress.Of(context.Connection.RemoteIpAddress)}:{route.RateClass}", perAddress.Times(options.Factor)) : null, null);
        var names = caller.LimitNames(route.RateClass);
        var key = limits.Key is { } perKey ? limiter.Bucket(names.Key, perKey.Times(options.Factor * caller.LimitFactor)) : null;
        var organization = limits.Organization is { } perOrganization ? limiter.Bucket(names.Organization, perOrganization.Times(options.Factor * caller.LimitFactor)) : null;
        return key is null ? (organization, null) : (key, organization);
    }

    // draft-ietf-httpapi-ratelimit-headers: the quota a second, and what is left of the bucket until it is full again.
    private static void Announce(IHeaderDictionary headers, string name, TokenLimit limit, LimitDecision decision)
    {
        var window = Math.Max(1, (int)Math.Ceiling(1 / limit.Rate));
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={(long)Math.Round(limit.Rate * window)};w={window}");
        var left = Math.Max(0, (long)decision.Left);
        var reset = decision.Admitted ? (limit.Burst - left) / limit.Rate : decision.RetryAfter.TotalSeconds;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={(long)Math.Ceiling(Math.Max(0, reset))}");
    }
}
