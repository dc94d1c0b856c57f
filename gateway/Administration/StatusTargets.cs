using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Gateway.Administration;

/// <summary>The programs of this deployment, from the gateway's own configuration: itself and every destination of its clusters.</summary>
internal static class StatusTargets
{
    internal static Option<string?> GatewayOption { get; } = new("--gateway")
    {
        Description = "Address of the gateway. Default: this program's own on this machine.",
        HelpName = "URL",
    };

    internal static async Task<IReadOnlyList<StatusTarget>> FindAsync(
        ParseResult result, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var own = new Uri(result.GetValue(GatewayOption) ?? OwnAddress(configuration));
        return [new StatusTarget("gateway", own, true), .. await FindServicesAsync(configuration, cancellationToken)];
    }

    /// <summary>Every replica of the programs behind the gateway.</summary>
    internal static async Task<IReadOnlyList<StatusTarget>> FindServicesAsync(
        IConfiguration configuration, CancellationToken cancellationToken)
    {
        var targets = new List<StatusTarget>();
        foreach (var cluster in configuration.GetSection("ReverseProxy:Clusters").GetChildren())
        {
            foreach (var destination in cluster.GetSection("Destinations").GetChildren())
            {
                if (Uri.TryCreate(destination["Address"], UriKind.Absolute, out var address))
                {
                    var replicas = await ReplicasAsync(address, cancellationToken);
                    targets.AddRange(replicas.Select(one => new StatusTarget(cluster.Key, one, false)));
                }
            }
        }

        return targets;
    }

    // Every replica has its own report.
    private static async Task<IReadOnlyList<Uri>> ReplicasAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.HostNameType != UriHostNameType.Dns || address.Scheme != Uri.UriSchemeHttp)
            return [address];
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.Host, cancellationToken);
            return found.Length == 0 ? [address] : [.. found.Select(one => new UriBuilder(address) { Host = one.ToString() }.Uri)];
        }
        catch (SocketException)
        {
            // The report says that it does not respond.
            return [address];
        }
    }

    /// <summary>The first port that this gateway listens at.</summary>
    internal static int OwnPort(IConfiguration configuration)
    {
        var first = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0];
        return first is not null ? BindingAddress.Parse(first).Port : int.Parse(
            (configuration["HTTP_PORTS"] ?? "5000").Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string OwnAddress(IConfiguration configuration) => $"http://127.0.0.1:{OwnPort(configuration)}";
}
