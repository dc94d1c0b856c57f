using System.Net;
using System.Net.Sockets;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class PrometheusTests
{
    [Fact]
    public async Task Metrics_have_a_port_of_their_own_and_are_not_on_the_public_one()
    {
        var port = FreePort();
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["Telemetry:PrometheusPort"] = $"{port}", ["urls"] = $"http://127.0.0.1:{FreePort()}" });
        using var http = new HttpClient();

        await Eventually.TrueAsync(
            async token => (await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), token))
                .Contains("passinstance_build_info", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), "the build is a metric");

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/docs"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.GetAsync("/metrics")).StatusCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
