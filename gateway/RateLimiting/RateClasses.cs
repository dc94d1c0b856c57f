using Passinstance.Gateway.RequestPolicies;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>The rate class of an endpoint of the gateway's own.</summary>
internal sealed record RateClassMetadata(string Name);

/// <summary>
/// Every request has a rate class: that of its route, that of the gateway's own endpoint, <c>health</c> for the probes, or <c>unmatched</c>
/// for everything that has no route.
/// </summary>
internal static class RateClasses
{
    public const string Documentation = "docs";
    public const string Keys = "keys";
    private const string Health = "health";
    private const string Unmatched = "unmatched";

    public static string Of(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<RoutePolicy>() is { } route)
            return route.RateClass;
        if (metadata?.GetMetadata<RateClassMetadata>() is { } own)
            return own.Name;
        return context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) ? Health : Unmatched;
    }
}
