using Passinstance.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// The policy of a route. In appsettings.json it is the route's <c>Metadata</c>: either a <c>Scope</c> or <c>Anonymous: true</c> (a route
/// with neither is rejected, so that a forgotten line never opens a route), <c>Publishable: true</c> where publishable keys are accepted,
/// <c>RateClass</c>, and <c>Bodies</c> (<c>json</c>, or <c>any</c> for uploads).
/// </summary>
/// <param name="Scope">The scope that a caller needs; null when the route takes no credential.</param>
/// <param name="Publishable">Whether publishable keys are accepted.</param>
/// <param name="RateClass">The class of rate limits.</param>
/// <param name="JsonOnly">Whether bodies must be JSON.</param>
/// <param name="MaxBodySize">The maximum body size in bytes.</param>
internal sealed record RoutePolicy(string? Scope, bool Publishable, string RateClass, bool JsonOnly, long? MaxBodySize)
{
    public static RoutePolicy From(RouteConfig route)
    {
        var metadata = route.Metadata ?? new Dictionary<string, string>();
        var scope = metadata.GetValueOrDefault("Scope");
        var anonymous = metadata.GetValueOrDefault("Anonymous") == "true";
        if (anonymous == scope is not null)
            throw new ArgumentException($"Route '{route.RouteId}' must have either Metadata:Scope or Metadata:Anonymous = true.");

        if (scope is not null && !Scopes.All.Contains(scope))
            throw new ArgumentException($"Route '{route.RouteId}' names the scope '{scope}', which does not exist.");

        var bodies = metadata.GetValueOrDefault("Bodies", "json");
        if (bodies is not ("json" or "any"))
            throw new ArgumentException($"Route '{route.RouteId}' has Metadata:Bodies = '{bodies}'; it must be json or any.");

        return new RoutePolicy(
            scope, metadata.GetValueOrDefault("Publishable") == "true", metadata.GetValueOrDefault("RateClass", "default"),
            JsonOnly: bodies == "json", route.MaxRequestBodySize);
    }
}
