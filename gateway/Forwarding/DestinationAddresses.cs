using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Section <c>Forwarding</c>: how the gateway finds the replicas of a service.</summary>
internal sealed class ForwardingOptions
{
    /// <summary>
    /// Whether every address behind the name of a destination is a destination of its own, with its own health: for names that lead to all
    /// replicas, such as those of Kubernetes' headless services.
    /// </summary>
    public bool ResolveDestinations { get; set; }

    /// <summary>How often the names are looked up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResolveInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Looks up a host name.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>
/// Makes each address behind a destination's name a destination. A name that cannot be resolved keeps its last addresses, and without any
/// stays as it is: at the first start of a deployment a service has no ready replica, so its name does not exist yet, and the gateway must
/// start all the same.
/// </summary>
internal sealed partial class DestinationAddresses(
    IOptions<ForwardingOptions> options, ResolveHost resolve, TimeProvider time, ILogger<DestinationAddresses> logger)
    : IDestinationResolver, IDisposable
{
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, IPAddress[]> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _renewal;

    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>();
        foreach (var (name, destination) in destinations)
        {
            var address = new Uri(destination.Address);
            var found = address.HostNameType == UriHostNameType.Dns ? await FindAsync(address.Host, cancellationToken) : [];
            if (found.Length == 0)
                resolved[name] = destination;
            foreach (var one in found)
            {
                resolved[$"{name}[{one}]"] = destination with
                {
                    Address = new UriBuilder(address) { Host = one.ToString() }.Uri.ToString(),
                    // Certificates and routers know the name.
                    Host = destination.Host ?? address.Authority,
                };
            }
        }

        return new ResolvedDestinationCollection(resolved, Renewal());
    }

    public void Dispose() => _renewal?.Dispose();

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(LookupTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            var found = (await resolve(host, either.Token)).DistinctBy(address => address.ToString()).ToArray();
            lock (_lock)
                return _known[host] = found;
        }
        catch (Exception exception) when (
            exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotResolved(host, exception.Message);
            lock (_lock)
                return _known.GetValueOrDefault(host, []);
        }
    }

    // One for each lookup: a token that has ended is never renewed.
    private CancellationChangeToken Renewal()
    {
        var renewal = new CancellationTokenSource(options.Value.ResolveInterval, time);
        Interlocked.Exchange(ref _renewal, renewal);
        return new CancellationChangeToken(renewal.Token);
    }

    [LoggerMessage(LogLevel.Debug, "The host {Host} of a destination cannot be resolved: {Reason}")]
    private partial void LogNotResolved(string host, string reason);
}
