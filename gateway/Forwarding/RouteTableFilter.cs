using Passinstance.Gateway.RequestPolicies;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// Rejects a route table with a route whose policy is missing or wrong, or whose destination does not exist: at start and at each reload.
/// YARP itself would accept a missing destination and respond 503.
/// </summary>
internal sealed class RouteTableFilter : IProxyConfigFilter
{
    private const string HeaderEncoding = "iso-8859-1";

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        _ = RoutePolicy.From(route);
        if (cluster is null)
            throw new ArgumentException($"Route '{route.RouteId}' names the cluster '{route.ClusterId}', which does not exist.");

        return ValueTask.FromResult(route);
    }

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (!Uri.TryCreate(destination.Address, UriKind.Absolute, out var address) ||
                (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                throw new ArgumentException(
                    $"Destination '{name}' of the cluster '{cluster.ClusterId}' has the address '{destination.Address}', " +
                    "which is not an http or https address.");
            }
        }

        // The gateway and the services read each byte of a header as one character. YARP's default, ASCII, would fail on others.
        return ValueTask.FromResult(cluster with
        {
            HttpClient = (cluster.HttpClient ?? HttpClientConfig.Empty) with
            {
                RequestHeaderEncoding = HeaderEncoding,
                ResponseHeaderEncoding = HeaderEncoding,
            },
        });
    }
}
