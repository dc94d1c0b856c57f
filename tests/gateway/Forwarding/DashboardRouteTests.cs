using System.Net;
using System.Net.WebSockets;
using System.Text;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Forwarding;

/// <summary>The way to the dashboard: the first page, sockets on one path, and one replica per browser.</summary>
[Trait("Category", "Integration")]
public sealed class DashboardRouteTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_browser_is_led_to_the_dashboard_and_a_program_gets_the_index_of_the_API()
    {
        using var browser = await _gateway.GetAsync("/", null, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        Assert.Equal(HttpStatusCode.Redirect, browser.StatusCode);
        Assert.Equal("http://127.0.0.1:8080/dashboard", browser.Headers.Location!.ToString());

        foreach (var accept in (string[])["*/*", "application/json"])
        {
            using var program = await _gateway.GetAsync("/", null, ("Accept", accept));
            Assert.Equal(HttpStatusCode.OK, program.StatusCode);
            var index = System.Text.Json.JsonElement.Parse(await program.Content.ReadAsStringAsync());
            Assert.Equal("Passinstance", index.GetProperty("name").GetString());
            Assert.Equal("http://127.0.0.1:8080/api/v1", index.GetProperty("api").GetString());
            Assert.EndsWith("/docs/openapi.json", index.GetProperty("openApi").GetString(), StringComparison.Ordinal);
            Assert.Equal("http://127.0.0.1:8080/dashboard", index.GetProperty("dashboard").GetString());
        }
    }

    [Fact]
    public async Task Everybody_sees_whether_each_part_responds_and_nothing_else()
    {
        using var response = await _gateway.GetAsync("/status");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        var status = System.Text.Json.JsonElement.Parse(text);

        Assert.Equal("ok", status.GetProperty("status").GetString());
        Assert.Equal(
            ["dashboard", "notification", "pass", "template", "webhook-dispatch"],
            status.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString()!));
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_without_a_replica_that_responds_is_down_and_one_with_some_is_degraded()
    {
        await using var gateway = await GatewayFixture.StartAsync(new()
        {
            ["ReverseProxy:Clusters:pass:Destinations:second:Address"] = "http://127.0.0.1:9",
            ["ReverseProxy:Clusters:template:Destinations:primary:Address"] = "http://127.0.0.1:9",
        });

        await Passinstance.Testing.Eventually.TrueAsync(async token =>
        {
            var status = System.Text.Json.JsonElement.Parse(await (await gateway.GetAsync("/status")).Content.ReadAsStringAsync(token));
            var parts = status.GetProperty("parts").EnumerateArray().ToDictionary(
                part => part.GetProperty("name").GetString()!, part => part.GetProperty("status").GetString());
            return parts["pass"] == "degraded" && parts["template"] == "down" && parts["notification"] == "ok" &&
                status.GetProperty("status").GetString() == "down";
        }, TimeSpan.FromMinutes(1), "the parts that do not respond are shown");
    }

    [Fact]
    public async Task The_dashboards_path_may_become_a_socket()
    {
        _gateway.Backend.Respond = async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        };
        using var client = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{_gateway.Port}/dashboard/_blazor?id=x"), deadline.Token);
        var buffer = new byte[16];
        var received = await client.ReceiveAsync(buffer, deadline.Token);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, received.Count));
        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        Assert.StartsWith("req_", arrival.Headers["X-Request-Id"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/p/x")]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/passes")]
    [InlineData("/dashboard/_blazor/negotiate")]
    public async Task No_other_path_may_become_a_socket(string path)
    {
        using var client = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<WebSocketException>(() =>
            client.ConnectAsync(new Uri($"ws://127.0.0.1:{_gateway.Port}{path}"), deadline.Token));

        Assert.All(_gateway.Backend.Arrivals, arrival => Assert.DoesNotContain("Upgrade", arrival.Headers.Keys));
    }

    [Theory]
    [InlineData("POST /dashboard/_blazor", "websocket")]
    [InlineData("GET /dashboard/_blazor", "h2c")]
    [InlineData("GET /dashboard/_blazor", "websocket, h2c")]
    public async Task The_dashboards_path_becomes_nothing_but_a_socket(string line, string protocol)
    {
        var answer = await RequestPolicies.RawHttp.SendAsync(
            _gateway.Port,
            $"{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nUpgrade: {protocol}\r\nConnection: Upgrade, close\r\n\r\n",
            TimeSpan.FromSeconds(10));

        Assert.Equal([200], answer.Statuses);
        Assert.DoesNotContain("Upgrade", Assert.Single(_gateway.Backend.Arrivals).Headers.Keys);
    }

    [Fact]
    public async Task A_browser_stays_at_one_replica_and_goes_to_another_when_that_one_is_gone()
    {
        await using var second = await Backend.StartAsync(_gateway.Deployment.PublicKey);
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["ReverseProxy:Clusters:dashboard:Destinations:second:Address"] = second.Url });
        Backend[] replicas = [gateway.Backend, second];
        using var first = await gateway.GetAsync("/dashboard");
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("path=/dashboard", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        var own = replicas.Single(replica => !replica.Arrivals.IsEmpty);
        var other = replicas.Single(replica => replica != own);

        for (var request = 0; request < 20; request++)
            (await gateway.GetAsync("/dashboard/passes", null, ("Cookie", cookie.Split(';')[0]))).EnsureSuccessStatusCode();
        Assert.Equal(21, own.Arrivals.Count);
        Assert.Empty(other.Arrivals);

        if (own == second)
        {
            await second.DisposeAsync();
            (await gateway.GetAsync("/dashboard/passes", null, ("Cookie", cookie.Split(';')[0]))).EnsureSuccessStatusCode();
            Assert.Single(other.Arrivals);
        }
    }
}
