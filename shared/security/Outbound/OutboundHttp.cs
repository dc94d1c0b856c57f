using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Passinstance.Security.Outbound;

/// <summary>A connection was blocked because its address is not public and not allowed.</summary>
public sealed class BlockedAddressException() : IOException("The address is not public.");

/// <summary>Resolves a host name: the operating system's resolver, unless a test supplies its own.</summary>
public delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>
/// The single guard for every request that leaves the platform to an address a customer chose. The address is checked at connect, after the
/// only name lookup, so that DNS rebinding has no effect.
/// </summary>
public static class OutboundHttp
{
    // Ports of other services: below 1024 all but the web's, above it databases, brokers, container and cluster APIs.
    private static readonly HashSet<int> ForbiddenPorts =
    [
        .. Enumerable.Range(0, 1024)
            .Except([80, 443]), 1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5671, 5672, 5900, 5984, 6379, 6443,
        8500, 9042, 9092, 9200, 9300, 10250, 10255, 11211, 15671, 15672, 25672, 27017,
    ];

    /// <summary>
    /// A handler without redirects, cookies, proxy and decompression, that connects only to allowed addresses. TLS 1.2 or newer, verified
    /// by the system's rules against the host name.
    /// </summary>
    /// <param name="addresses">Checks the resolved addresses.</param>
    /// <param name="connectTimeout">For lookup, connection and TLS together.</param>
    /// <param name="resolve">Resolves host names; the operating system when null.</param>
    public static SocketsHttpHandler CreateHandler(OutboundAddresses addresses, TimeSpan connectTimeout, ResolveName? resolve = null) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy variable in the pod's environment would route requests around the check.
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            MaxConnectionsPerServer = 64,
            // A host name is resolved and checked again at least this often.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ActivityHeadersPropagator = null,
            SslOptions =
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = CertificateChecks.CreatePolicy(),
        },
            ConnectCallback = (context, cancellationToken) =>
                ConnectAsync(addresses, resolve ?? Dns.GetHostAddressesAsync, context, cancellationToken),
            PlaintextStreamFilter = (context, _) =>
            {
                // Also called without TLS, when there is nothing to measure.
                if (context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps)
                    ConnectionPhases.Of(context.InitialRequestMessage)?.SecureDone();
                return ValueTask.FromResult(context.PlaintextStream);
            },
        };

    /// <summary>
    /// Why <paramref name="address"/> cannot be the address of a webhook endpoint, as a sentence; null when it can. Host names are resolved
    /// only at connect.
    /// </summary>
    public static string? Check(string? address, OutboundAddresses addresses, OutboundOptions options)
    {
        if (string.IsNullOrEmpty(address) || address.Length > 2000 ||
            address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') ||
            !Uri.TryCreate(address, UriKind.Absolute, out var url))
            return "Give an absolute https address of at most 2,000 characters, for example " +
                "https://your-app.example/webhooks/passinstance.";
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && options.AllowHttp))
            return "Only https addresses are allowed.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "Leave user, password and fragment out of the address.";
        if (ForbiddenPorts.Contains(url.Port))
            return $"Port {url.Port} belongs to another kind of service. Use 443, or a port above 1023.";
        var host = url.IdnHost.TrimEnd('.');
        if (host.Length == 0 || url.Host.Any(IsDisguise))
            return "The address names no host. Write it in plain letters, digits and dots.";
        if (IPAddress.TryParse(host, out var literal) && !addresses.Allows(literal))
            return "The address is not public. An operator can allow private networks by Outbound__AllowedNetworks.";
        if ((host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ||
            host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)) && !addresses.Allows(IPAddress.Loopback))
            return "The address is not public. An operator can allow private networks by Outbound__AllowedNetworks.";
        return null;
    }

    // Full-width forms and other dots: resolvers read them as ASCII, so they can spell an address that no check here would recognize.
    private static bool IsDisguise(char c) => c is >= '\uFF00' and <= '\uFFEF' or '\u3002' or >= '\u2460' and <= '\u24FF';

    private static async ValueTask<Stream> ConnectAsync(
        OutboundAddresses addresses, ResolveName resolve, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var phases = ConnectionPhases.Of(context.InitialRequestMessage);
        phases?.Began();
        if (ForbiddenPorts.Contains(target.Port))
            throw new BlockedAddressException();
        var found = IPAddress.TryParse(target.Host.TrimEnd('.'), out var literal)
            ? [literal]
            : await resolve(target.Host, cancellationToken);
        phases?.Resolved();
        // One private address among public ones is an attack or a mistake: all are blocked.
        if (found.Length == 0 || Array.Exists(found, address => !addresses.Allows(address)))
            throw new BlockedAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, target.Port, cancellationToken);
            phases?.Connected();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
