using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Passinstance.Security.Outbound;
using Passinstance.Testing.Webhooks;

namespace Passinstance.Webhooks.Tests.Outbound;

/// <summary>
/// What happens at connect, with a resolver that answers as an attacker's would, and a canary on loopback that must not be called.
/// </summary>
[Trait("Category", "Unit")]
public sealed class OutboundConnectionTests
{
    private static readonly IPAddress Public = IPAddress.Parse("192.0.43.8");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.0.43.8", "127.0.0.1")] // one private answer among public ones refuses all
    [InlineData("127.0.0.1", "192.0.43.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("169.254.169.254")]
    public async Task A_name_with_a_private_answer_is_not_connected_to(params string[] answers)
    {
        await using var canary = await EndpointServer.StartAsync();

        var exception = await SendAsync(
            new Uri($"http://attacker.example:{canary.Url.Port}/"), (_, _) => Task.FromResult(Array.ConvertAll(answers, IPAddress.Parse)));

        Assert.IsType<BlockedAddressException>(exception.InnerException ?? exception);
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_and_the_address_that_was_judged_is_the_one_connected_to()
    {
        await using var canary = await EndpointServer.StartAsync();
        var lookups = 0;

        // Public at the first question, loopback at every later one.
        await SendAsync(
            new Uri($"http://rebinding.example:{canary.Url.Port}/"), (_, _) =>
                Task.FromResult<IPAddress[]>([Interlocked.Increment(ref lookups) == 1 ? Public : IPAddress.Loopback]),
            TimeSpan.FromMilliseconds(500));

        Assert.Equal(1, lookups);
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task An_allowed_answer_is_connected_to_under_its_name()
    {
        await using var canary = await EndpointServer.StartAsync();
        using var client = Client((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), allowed: "127.0.0.0/8");

        using var response = await client.GetAsync(new Uri($"http://friend.example:{canary.Url.Port}/"));

        Assert.Equal($"friend.example:{canary.Url.Port}", Assert.Single(canary.Requests).Headers["Host"]);
    }

    public static TheoryData<string> RefusedData => [.. OutboundAddressTests.Refused];

    [Theory]
    [MemberData(nameof(RefusedData))]
    public async Task A_literal_that_got_past_the_check_is_refused_at_connect(string address)
    {
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

        var exception = await SendAsync(
            new Uri($"http://{host}:8080/"), (_, _) => throw new InvalidOperationException("A literal is not looked up."));

        Assert.IsType<BlockedAddressException>(exception.InnerException ?? exception);
    }

    [Theory]
    [InlineData(22)]
    [InlineData(5432)]
    [InlineData(6379)]
    [InlineData(15672)]
    public async Task A_port_that_got_past_the_check_is_refused_at_connect(int port)
    {
        var exception = await SendAsync(new Uri($"http://example.com:{port}/"), (_, _) => Task.FromResult<IPAddress[]>([Public]));

        Assert.IsType<BlockedAddressException>(exception.InnerException ?? exception);
    }

    [Fact]
    public async Task A_proxy_in_the_environment_does_not_carry_requests_past_the_check()
    {
        await using var proxy = await EndpointServer.StartAsync();
        using var handler = OutboundHttp.CreateHandler(
            new OutboundAddresses(new OutboundOptions()), TimeSpan.FromSeconds(1),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        handler.Proxy = new WebProxy(proxy.Url);
        using var client = new HttpClient(handler);

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://attacker.example/")));

        Assert.IsType<BlockedAddressException>(exception.InnerException ?? exception);
        Assert.Empty(proxy.Requests);
        Assert.False(handler.UseProxy);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var canary = await EndpointServer.StartAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(status) with
        {
            Headers = new Dictionary<string, string> { ["Location"] = canary.Url.ToString() },
        };
        using var client = Client(null, allowed: "127.0.0.0/8");

        using var response = await client.PostAsync(endpoint.Url, null);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task Open_and_closed_internal_ports_look_the_same_and_take_the_same_time()
    {
        await using var open = await EndpointServer.StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var closedPort = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var texts = new HashSet<string>();
        var times = new Dictionary<int, List<double>> { [open.Url.Port] = [], [closedPort] = [] };

        for (var i = 0; i < 40; i++)
        {
            foreach (var (port, list) in times)
            {
                var began = Stopwatch.GetTimestamp();
                var exception = await SendAsync(new Uri($"http://127.0.0.1:{port}/"), null);
                list.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                texts.Add(
                    exception.Message.Replace(
                        port.ToString(System.Globalization.CultureInfo.InvariantCulture), "PORT", StringComparison.Ordinal));
            }
        }

        Assert.Single(texts);
        Assert.Empty(open.Requests);
        // The quickest of each: the rest of the time is the machine's own.
        var quickest = times.Values.Select(list => list.Min()).ToList();
        Assert.InRange(Math.Abs(quickest[0] - quickest[1]), 0, 20);
    }

    [Fact]
    public async Task A_connection_is_not_kept_longer_than_two_minutes_nor_does_it_speak_old_tls()
    {
        using var handler = OutboundHttp.CreateHandler(new OutboundAddresses(new OutboundOptions()), TimeSpan.FromSeconds(5));

        Assert.True(handler.PooledConnectionLifetime <= TimeSpan.FromMinutes(2));
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Equal(
            System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
            handler.SslOptions.EnabledSslProtocols);
        await Task.CompletedTask;
    }

    private static HttpClient Client(ResolveName? resolve, TimeSpan? connectTimeout = null, params string[] allowed) =>
        new(OutboundHttp.CreateHandler(new OutboundAddresses(new OutboundOptions { AllowedNetworks = allowed }),
            connectTimeout ?? TimeSpan.FromSeconds(5), resolve));

    private static HttpClient Client(ResolveName? resolve, string allowed) => Client(resolve, null, [allowed]);

    private static async Task<Exception> SendAsync(Uri address, ResolveName? resolve, TimeSpan? connectTimeout = null)
    {
        using var client = Client(resolve, connectTimeout);
        return await Assert.ThrowsAnyAsync<Exception>(() => client.PostAsync(address, new StringContent("x")));
    }
}
