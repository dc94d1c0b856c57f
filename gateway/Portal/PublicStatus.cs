using Passinstance.Gateway.RateLimiting;
using Passinstance.ServiceDefaults.Hosting;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Portal;

/// <summary>A part of the platform as everybody may see it.</summary>
/// <param name="Name">The program.</param>
/// <param name="Status"><c>ok</c>, <c>degraded</c> when some of its replicas do not respond, or <c>down</c>.</param>
internal sealed record PartStatus(string Name, string Status);

/// <summary>The state of the platform as everybody may see it.</summary>
/// <param name="Status">The worst of the parts.</param>
/// <param name="Version">The gateway's version.</param>
/// <param name="Parts">Each program behind the gateway.</param>
internal sealed record StatusResponse(string Status, string Version, IReadOnlyList<PartStatus> Parts);

/// <summary>
/// <c>GET /status</c>: whether each program responds, from the checks that the gateway makes anyway. No addresses, no numbers, no reasons:
/// those are for the deployment's own <c>status</c> command.
/// </summary>
internal static class PublicStatus
{
    internal const string Ok = "ok";
    internal const string Degraded = "degraded";
    internal const string Down = "down";

    public static void MapPublicStatus(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/status", ["GET", "HEAD"], Show).WithMetadata(new RateClassMetadata(RateClasses.Documentation));

    /// <summary>Each program behind this gateway, as its checks found it last.</summary>
    internal static IReadOnlyList<PartStatus> Read(IProxyStateLookup proxy) =>
    [
        .. proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal)
            .Select(cluster => new PartStatus(cluster.ClusterId, Of(cluster))),
    ];

    private static IResult Show(HttpContext context, IProxyStateLookup proxy, ProgramIdentity program)
    {
        context.Response.Headers.CacheControl = "public, max-age=5";
        var parts = Read(proxy);
        var worst = parts.All(part => part.Status == Ok) ? Ok : parts.Any(part => part.Status == Down) ? Down : Degraded;
        return Results.Json(new StatusResponse(worst, program.Version, parts));
    }

    private static string Of(ClusterState cluster)
    {
        var destinations = cluster.DestinationsState.AllDestinations;
        var healthy = destinations.Count(destination => destination.Health is
        {
            Active: not DestinationHealth.Unhealthy, Passive: not DestinationHealth.Unhealthy,
        });
        return healthy == 0 ? Down : healthy < destinations.Count ? Degraded : Ok;
    }
}
