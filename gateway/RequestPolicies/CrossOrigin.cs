using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Lets web pages use publishable keys, and nothing else (CORS). A preflight has no key: it is answered by the route, which publishable
/// keys may use or not. The request itself is answered to the page only when its key names the page's origin. No cookie and no secret key
/// is ever of use to a page of another site.
/// </summary>
internal static class CrossOrigin
{
    private const string RequestedMethod = "Access-Control-Request-Method";
    private const string MaxAge = "600";
    private const string RateClass = "public";
    private static readonly object Preflight = new();

    /// <summary>The headers of a request that a page may send.</summary>
    private const string AllowedHeaders = "Authorization, Content-Type, Idempotency-Key, X-API-Key";

    /// <summary>The headers of a response that a page may read.</summary>
    private const string ExposedHeaders =
        "Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";

    /// <summary>Before the routes: a preflight is matched as the request that it asks about.</summary>
    public static void UsePreflightRouting(this WebApplication app) => app.Use(static (context, next) =>
    {
        var request = context.Request;
        if (HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count == 1 &&
            request.Headers[RequestedMethod] is [{ Length: > 0 and <= 20 } method])
        {
            context.Items[Preflight] = true;
            request.Method = method;
        }

        return next(context);
    });

    /// <summary>After the routes: answers a preflight.</summary>
    public static void UsePreflight(this WebApplication app) => app.Use(static (context, next) =>
    {
        if (!context.Items.ContainsKey(Preflight))
            return next(context);
        context.Request.Method = HttpMethods.Options;
        return AnswerAsync(context);
    });

    /// <summary>Whether the page that sent the request may use its key; a request of no page may.</summary>
    public static bool Allows(HttpContext context, Caller caller)
    {
        if (!caller.Publishable || caller.AllowedOrigins.Length == 0 || context.Request.Headers.Origin is not [{ Length: > 0 } origin])
            return true;
        if (!caller.AllowedOrigins.Contains(origin, StringComparer.Ordinal))
            return false;
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = ExposedHeaders;
        headers.Append("Vary", "Origin");
        return true;
    }

    /// <summary>The response to a page that may not.</summary>
    public static Problem Rejection => Problem.Of(
        StatusCodes.Status403Forbidden, "origin_not_allowed",
        "Web pages of this origin may not call this operation. Only a publishable key that names the origin can be used by a page, and " +
        "only to create passes.");

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { Publishable: true })
        {
            await Rejection.ExecuteAsync(context);
            return;
        }

        if (await RetryAfterAsync(context) is { } delay)
        {
            context.Response.Headers.RetryAfter = EnforceRateLimits.Seconds(delay);
            await EnforceRateLimits.TooManyRequests.ExecuteAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        headers.AccessControlAllowMethods = context.Request.Headers[RequestedMethod];
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = MaxAge;
        headers.Append("Vary", "Origin");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<TimeSpan?> RetryAfterAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        if (!options.Classes.TryGetValue(RateClass, out var limits) || limits.Address is not { } perAddress)
            return null;
        var address = ClientAddress.Of(context.Connection.RemoteIpAddress);
        var decision = await context.RequestServices.GetRequiredService<RateLimiter>()
            .Bucket($"address:{address}:{RateClass}", perAddress.Times(options.Factor)).TakeAsync();
        return decision.Admitted ? null : decision.RetryAfter;
    }
}
