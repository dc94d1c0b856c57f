using System.Globalization;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Takes a token from each bucket of the request's rate class, or responds 429.</summary>
internal sealed class EnforceRateLimits(
    RequestDelegate next, RateLimiter limiter, IOptions<RateLimitOptions> options, RateLimitMetrics metrics)
{
    private readonly RateLimitOptions _options = options.Value;

    /// <summary>The 429 response. Its error and message are part of the public contract.</summary>
    public static Problem TooManyRequests { get; } =
        Problem.Of(StatusCodes.Status429TooManyRequests, "rate_limited", "Retry after the indicated delay");

    public async Task InvokeAsync(HttpContext context)
    {
        var rateClass = RateClasses.Of(context);
        if (!_options.Classes.TryGetValue(rateClass, out var limits))
        {
            await next(context);
            return;
        }

        var (first, second) = Buckets(context, rateClass, limits);
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

        WriteHeaders(context.Response.Headers, rateClass, decisive.Limit, decision);
        if (decision.Admitted)
        {
            await next(context);
            return;
        }

        metrics.RateLimited(rateClass);
        context.Response.Headers.RetryAfter = Seconds(decision.RetryAfter);
        await TooManyRequests.ExecuteAsync(context);
    }

    public static string Seconds(TimeSpan delay) =>
        Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private (LeasedBucket? First, LeasedBucket? Second) Buckets(HttpContext context, string rateClass, ClassLimits limits)
    {
        if (context.Features.Get<Caller>() is not { } caller)
            return (AddressBucket(context, rateClass, limits), null);

        var factor = _options.Factor * caller.LimitFactor;
        var ids = caller.BucketIds(rateClass);
        var key = limits.Key is { } perKey ? limiter.Bucket(ids.Key, perKey.Times(factor)) : null;
        var organization = limits.Organization is { } perOrganization
            ? limiter.Bucket(ids.Organization, perOrganization.Times(factor))
            : null;
        return key is null ? (organization, null) : (key, organization);
    }

    private LeasedBucket? AddressBucket(HttpContext context, string rateClass, ClassLimits limits) => limits.Address is { } perAddress
        ? limiter.Bucket(
            $"address:{ClientAddress.Of(context.Connection.RemoteIpAddress)}:{rateClass}", perAddress.Times(_options.Factor))
        : null;

    // draft-ietf-httpapi-ratelimit-headers: the quota per window, what is left, and the seconds until the bucket is full again.
    private static void WriteHeaders(IHeaderDictionary headers, string name, TokenLimit limit, LimitDecision decision)
    {
        // The time in which an empty bucket is full again: what is left is never more than what the window has.
        var window = Math.Max(1, (int)Math.Ceiling(limit.Burst / limit.Rate));
        var quota = Math.Max((long)Math.Ceiling(limit.Burst), (long)Math.Round(limit.Rate * window));
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={quota};w={window}");
        var left = Math.Max(0, (long)decision.Left);
        var reset = decision.Admitted ? (limit.Burst - left) / limit.Rate : decision.RetryAfter.TotalSeconds;
        headers["RateLimit"] =
            string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={(long)Math.Ceiling(Math.Max(0, reset))}");
    }
}
