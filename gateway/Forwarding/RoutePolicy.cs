using Passinstance.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// What the route table says of a route beside where it leads. In appsettings.json it is the route's <c>Metadata</c>: either a
/// <c>Scope</c> or <c>Anonymous: true</c> (a route that says neither is refused, so that a forgotten line never opens a door),
/// <c>Publishable: true</c> for what publishable keys may do, <c>RateClass</c>, and <c>Bodies</c> (<c>json</c>, or <c>any</c> for uploads).
/// </summary>
/// <param name="Scope">The scope that a caller needs; null when the route takes no credential.</param>
/// <param name="Publishable">Whether publishable keys may use it.</param>
/// <param name="RateClass">The rate limits that count for it.</param>
/// <param name="JsonOnly">Whether bodies must be JSON.</param>
/// <param name="MaximumBody">Bytes of body allowed.</param>
internal sealed record RoutePolicy(string? Scope, bool Publishable, string RateClass, bool JsonOnly, long? MaximumBody)
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

/// <summary>
/// Refuses a route table with a route whose policy is missing or wrong, or that leads nowhere: at the start, and again at each reload.
/// YARP itself would take the last two, and answer 503 where an answer was yesterday.
/// </summary>
internal sealed class RoutePolicyFilter : IProxyConfigFilter
{
    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        _ = RoutePolicy.From(route);
        if (cluster is null)
            throw new ArgumentException($"Route '{route.RouteId}' leads to the cluster '{route.ClusterId}', which does not exist.");
        return ValueTask.FromResult(route);
    }

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (!Uri.TryCreate(destination.Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
                throw new ArgumentException($"Destination '{name}' of the cluster '{cluster.ClusterId}' has the address '{destination.Address}', which is not an http or https address.");
        }
        return ValueTask.FromResult(cluster);
    }
}
