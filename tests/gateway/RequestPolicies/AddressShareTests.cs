using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

/// <summary>One address opens as many connections as it can. The tests have all of 127.0.0.0/8 to come from.</summary>
[Trait("Category", "Integration")]
public sealed class AddressShareTests
{
    private const string Request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact]
    public async Task One_address_gets_its_share_of_connections_and_another_address_is_served()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["Limits:ConnectionsPerAddress"] = "20", ["Limits:ConcurrentConnections"] = "40" });
        var held = new List<Socket>();
        try
        {
            var served = 0;
            for (var i = 0; i < 60; i++)
            {
                held.Add(await ConnectAsync(gateway.Port, "127.0.0.2"));
                served += await RespondsAsync(held[^1]) ? 1 : 0;
            }

            Assert.Equal(20, served);
            using var other = await ConnectAsync(gateway.Port, "127.0.0.3");
            Assert.True(await RespondsAsync(other));
            // A connection that ends makes room.
            held[0].Dispose();
            await Testing.Eventually.TrueAsync(async _ =>
            {
                using var again = await ConnectAsync(gateway.Port, "127.0.0.2");
                return await RespondsAsync(again);
            }, TimeSpan.FromSeconds(20), "another connection of the address is served");
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_that_sends_nothing_is_closed_soon()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Limits:FirstByteTimeout"] = "00:00:01" });
        using var silent = await ConnectAsync(gateway.Port, "127.0.0.1");
        var started = Stopwatch.GetTimestamp();

        Assert.False(await ReadsAsync(silent));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(20));
        using var talking = await ConnectAsync(gateway.Port, "127.0.0.1");
        Assert.True(await RespondsAsync(talking));
    }

    [Fact]
    public async Task A_trusted_proxy_connects_for_everybody()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["Limits:ConnectionsPerAddress"] = "1", ["TrustedProxies:0"] = "127.0.0.2/32" });
        using var first = await ConnectAsync(gateway.Port, "127.0.0.2");
        using var second = await ConnectAsync(gateway.Port, "127.0.0.2");

        Assert.True(await RespondsAsync(first));
        Assert.True(await RespondsAsync(second));
    }

    private static async Task<Socket> ConnectAsync(int port, string from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The gateway may close a connection beyond the share before the client has noticed that it was opened.
        }

        return socket;
    }

    private static async Task<bool> RespondsAsync(Socket socket)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(Request));
        }
        catch (SocketException)
        {
            return false;
        }

        return await ReadsAsync(socket);
    }

    private static async Task<bool> ReadsAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            return await socket.ReceiveAsync(new byte[4096], deadline.Token) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
