using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Tests.Forwarding;

[Trait("Category", "Integration")]
public sealed class FailureTests
{
    // Bound but never listening, so that nothing can respond on this port.
    private static readonly Lazy<Socket> ClosedSocket = new(() =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    });

    private static string ClosedPort => $"http://127.0.0.1:{((IPEndPoint)ClosedSocket.Value.LocalEndPoint!).Port}";

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_502_with_Retry_After()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["ReverseProxy:Clusters:pass:Destinations:primary:Address"] = ClosedPort });
        var response = await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text);
        await ProblemAssert.IsAsync(HttpStatusCode.BadGateway, "service_unreachable", response);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_service_without_a_destination_is_503_with_Retry_After()
    {
        await using var gateway = await GatewayFixture.StartAsync(new()
        {
            ["ReverseProxy:Routes:passes-read:ClusterId"] = "empty",
            ["ReverseProxy:Clusters:empty:LoadBalancingPolicy"] = "Random",
        });
        var response = await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text);
        await ProblemAssert.IsAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable", response);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_service_that_does_not_respond_within_the_routes_timeout_is_504_and_becomes_unhealthy()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["ReverseProxy:Routes:passes-read:Timeout"] = "00:00:00.2" });
        gateway.Backend.Respond = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var key = await gateway.CreateKeyAsync();
        for (var i = 0; i < 5; i++)
        {
            var response = await gateway.GetAsync("/api/v1/passes", key.Text);
            await ProblemAssert.IsAsync(HttpStatusCode.GatewayTimeout, "timeout", response);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal(DestinationHealth.Unhealthy, Health(gateway, "primary"));
    }

    [Fact]
    public async Task A_services_own_error_is_forwarded_unchanged()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Backend.Respond = context =>
        {
            context.Response.StatusCode = 422;
            return context.Response.WriteAsync("its own words");
        };
        var response = await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("its own words", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_get_that_fails_at_one_destination_is_sent_to_another(int status)
    {
        var deployment = await Deployment.SharedAsync();
        await using var failing = await Backend.StartAsync(deployment.PublicKey);
        await using var gateway = await StartWithTwoAsync(deployment, failing.Url);
        failing.Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-From"] = "failing";
            return context.Response.WriteAsync("failed");
        };
        var key = await gateway.CreateKeyAsync();

        var response = await gateway.GetAsync("/api/v1/passes", key.Text);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("X-From"));
        Assert.Single(failing.Arrivals);
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_get_that_cannot_connect_to_one_destination_is_sent_to_another()
    {
        await using var gateway = await StartWithTwoAsync(await Deployment.SharedAsync(), ClosedPort);
        var key = await gateway.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_write_that_cannot_connect_to_one_destination_reaches_another_once_with_its_body(string method)
    {
        await using var gateway = await StartWithTwoAsync(await Deployment.SharedAsync(), ClosedPort);
        var key = await gateway.CreateKeyAsync();
        using var body = new StringContent("{\"text\":\"whole\"}", Encoding.UTF8, "application/json");

        var response = await gateway.SendAsync(HttpMethod.Parse(method), "/api/v1/passes/x", key.Text, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var arrival = Assert.Single(gateway.Backend.Arrivals);
        Assert.Equal((method, 16), (arrival.Method, arrival.BodyLength));
    }

    [Fact]
    public async Task A_write_that_cannot_connect_reaches_a_destination_that_counts_as_unhealthy_when_there_is_no_other()
    {
        await using var gateway = await StartWithTwoAsync(await Deployment.SharedAsync(), ClosedPort);
        var key = await gateway.CreateKeyAsync();
        var clusters = gateway.Services.GetRequiredService<IProxyStateLookup>();
        Assert.True(clusters.TryGetCluster("pass", out var cluster));
        gateway.Services.GetRequiredService<IDestinationHealthUpdater>()
            .SetPassive(cluster, cluster.Destinations["primary"], DestinationHealth.Unhealthy, TimeSpan.FromMinutes(5));

        var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_write_whose_destination_has_no_such_name_reaches_another()
    {
        await using var gateway = await StartWithTwoAsync(await Deployment.SharedAsync(), "http://nothing.invalid:8080");
        var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", (await gateway.CreateKeyAsync()).Text);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_write_whose_connection_breaks_after_it_was_sent_is_not_repeated()
    {
        var deployment = await Deployment.SharedAsync();
        await using var breaking = await Backend.StartAsync(deployment.PublicKey);
        await using var gateway = await StartWithTwoAsync(deployment, breaking.Url);
        breaking.Respond = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var response = await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", (await gateway.CreateKeyAsync()).Text);

        await ProblemAssert.IsAsync(HttpStatusCode.BadGateway, "service_unreachable", response);
        Assert.Single(breaking.Arrivals);
        Assert.Empty(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task Every_write_that_cannot_connect_is_sent_to_another_destination()
    {
        await using var gateway = await StartWithTwoAsync(
            await Deployment.SharedAsync(), ClosedPort,
            new() { ["ReverseProxy:Clusters:pass:HealthCheck:Passive:Enabled"] = "false" });
        var key = await gateway.CreateKeyAsync();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
            statuses.Add((await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text)).StatusCode);

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(40, gateway.Backend.Arrivals.Count);
    }

    [Fact]
    public async Task A_write_is_never_sent_twice()
    {
        var deployment = await Deployment.SharedAsync();
        await using var failing = await Backend.StartAsync(deployment.PublicKey);
        await using var gateway = await StartWithTwoAsync(deployment, failing.Url);
        failing.RespondWith(503);
        var key = await gateway.CreateKeyAsync();

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
        {
            var response = await gateway.SendAsync(method, "/api/v1/passes/x", key.Text);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        Assert.Equal(3, failing.Arrivals.Count);
        Assert.Empty(gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task Retries_stop_when_their_budget_is_spent()
    {
        var deployment = await Deployment.SharedAsync();
        await using var failing = await Backend.StartAsync(deployment.PublicKey);
        // Without passive health, which would remove the failing destination before the budget is spent.
        await using var gateway = await StartWithTwoAsync(
            deployment, failing.Url, new() { ["ReverseProxy:Clusters:pass:HealthCheck:Passive:Enabled"] = "false" });
        failing.RespondWith(503);
        var key = await gateway.CreateKeyAsync();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
            statuses.Add((await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        // Ten saved retries, and one earned by every ten requests.
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.OK), 12, 14);
        Assert.Equal(40, failing.Arrivals.Count);
    }

    [Fact]
    public async Task A_destination_that_keeps_responding_503_is_not_used_for_10_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var deployment = await Deployment.SharedAsync();
        await using var failing = await Backend.StartAsync(deployment.PublicKey, time);
        await using var gateway = await StartWithTwoAsync(deployment, failing.Url, time: time);
        failing.RespondWith(503);
        var key = await gateway.CreateKeyAsync();
        for (var i = 0; i < 10; i++)
            await gateway.SendAsync(HttpMethod.Post, "/api/v1/passes/x", key.Text);

        Assert.Equal(5, failing.Arrivals.Count);
        Assert.Equal(5, gateway.Backend.Arrivals.Count);
        Assert.Equal(DestinationHealth.Unhealthy, Health(gateway, "a-failing"));

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(DestinationHealth.Unhealthy, Health(gateway, "a-failing"));
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(
            () => Health(gateway, "a-failing") != DestinationHealth.Unhealthy, TimeSpan.FromSeconds(5), "the destination is used again");
    }

    [Fact]
    public async Task When_every_destination_is_unhealthy_they_are_used_all_the_same()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var key = await gateway.CreateKeyAsync();
        gateway.Backend.RespondWith(503);
        for (var i = 0; i < 6; i++)
            await gateway.GetAsync("/api/v1/passes", key.Text);

        Assert.Equal(DestinationHealth.Unhealthy, Health(gateway, "primary"));

        gateway.Backend.RespondWith(200);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task Above_the_concurrency_limit_the_response_is_503_until_a_running_request_ends()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Limits:ConcurrentRequests"] = "3" });
        var key = await gateway.CreateKeyAsync();
        var release = new TaskCompletionSource();
        gateway.Backend.Respond = _ => release.Task;
        var running = Enumerable.Range(0, 3).Select(_ => gateway.GetAsync("/api/v1/passes", key.Text)).ToArray();
        await Eventually.TrueAsync(() => gateway.Backend.Arrivals.Count == 3, TimeSpan.FromSeconds(5), "three requests run");

        var rejected = await gateway.GetAsync("/api/v1/passes", key.Text);
        await ProblemAssert.IsAsync(HttpStatusCode.ServiceUnavailable, "overloaded", rejected);
        Assert.NotNull(rejected.Headers.RetryAfter);

        release.SetResult();
        Assert.All(await Task.WhenAll(running), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    // The failing destination is the first in the alphabet, so that it is always tried first.
    private static Task<GatewayFixture> StartWithTwoAsync(
        Deployment deployment, string failing, Dictionary<string, string?>? settings = null, TimeProvider? time = null) =>
        GatewayFixture.StartAsync(
            new Dictionary<string, string?>(settings ?? [])
            {
                ["ReverseProxy:Clusters:pass:LoadBalancingPolicy"] = "FirstAlphabetical",
                ["ReverseProxy:Clusters:pass:HealthCheck:Active:Enabled"] = "false",
                ["ReverseProxy:Clusters:pass:Destinations:a-failing:Address"] = failing,
            },
            deployment, time: time);

    private static DestinationHealth Health(GatewayFixture gateway, string destination)
    {
        Assert.True(gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("pass", out var cluster));
        return cluster.Destinations[destination].Health.Passive;
    }
}
