using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Gives each client address a share of the connections (<c>Limits:ConnectionsPerAddress</c>), and closes a connection that sends nothing
/// (<c>Limits:FirstByteTimeout</c>): one address cannot take the connections of all others. For a trusted proxy, which connects for
/// everybody, neither applies.
/// </summary>
internal sealed class AddressShares(IOptions<RequestLimitOptions> limits, IOptions<TrustedProxyOptions> proxies, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly Lazy<IPNetwork[]> _trusted = new(() => Array.ConvertAll(proxies.Value.TrustedProxies, IPNetwork.Parse));

    /// <summary>Serves the connection with <paramref name="next"/>, or closes it.</summary>
    public async Task AcceptAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (address is null || IsTrusted(address))
        {
            await next(connection);
            return;
        }

        var key = ClientAddress.Of(address);
        try
        {
            if (_open.AddOrUpdate(key, 1, static (_, count) => count + 1) > limits.Value.ConnectionsPerAddress ||
                !await SendsSomethingAsync(connection))
            {
                connection.Abort();
                return;
            }

            await next(connection);
        }
        finally
        {
            if (_open.AddOrUpdate(key, 0, static (_, count) => count - 1) == 0)
                _open.TryRemove(KeyValuePair.Create(key, 0));
        }
    }

    // Reads without consuming: the next reader gets the same bytes.
    private async Task<bool> SendsSomethingAsync(ConnectionContext connection)
    {
        using var timeout = new CancellationTokenSource(limits.Value.FirstByteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
        try
        {
            var read = await connection.Transport.Input.ReadAsync(either.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_trusted.Value, network => network.Contains(plain));
    }
}
