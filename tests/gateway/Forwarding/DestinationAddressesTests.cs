using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Tests.Forwarding;

[Trait("Category", "Integration")]
public sealed class DestinationAddressesTests
{
    private const string Name = "pass.test";

    [Fact]
    public async Task Each_address_behind_a_name_is_a_destination_and_changes_are_followed()
    {
        var addresses = new ConcurrentQueue<IPAddress[]>([[IPAddress.Loopback, IPAddress.Parse("127.0.0.2")]]);
        await using var gateway = await StartAsync(() => addresses.TryPeek(out var found) ? found : []);
        Assert.Equal(["127.0.0.1", "127.0.0.2"], Hosts(gateway));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text)).StatusCode);

        addresses.Clear();
        addresses.Enqueue([IPAddress.Loopback]);

        await Eventually.TrueAsync(() => Hosts(gateway).SequenceEqual(["127.0.0.1"]), TimeSpan.FromSeconds(30), "one address is left");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_yet_does_not_keep_the_gateway_from_starting()
    {
        var exists = false;
        await using var gateway = await StartAsync(
            () => exists ? [IPAddress.Loopback] : throw new SocketException((int)SocketError.HostNotFound));
        Assert.Equal([Name], Hosts(gateway));

        exists = true;
        await Eventually.TrueAsync(() => Hosts(gateway).SequenceEqual(["127.0.0.1"]), TimeSpan.FromSeconds(30), "the address is known");

        // A name server that fails later changes nothing.
        exists = false;
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text)).StatusCode);
        Assert.Equal(["127.0.0.1"], Hosts(gateway));
    }

    private static async Task<GatewayFixture> StartAsync(Func<IPAddress[]> find)
    {
        var deployment = await Deployment.SharedAsync();
        var backend = await Backend.StartAsync(deployment.PublicKey);
        return await GatewayFixture.StartAsync(
            new()
            {
                ["Forwarding:ResolveDestinations"] = "true",
                ["Forwarding:ResolveInterval"] = "00:00:01",
                ["ReverseProxy:Clusters:pass:HealthCheck:Active:Enabled"] = "false",
                ["ReverseProxy:Clusters:pass:Destinations:primary:Address"] = $"http://{Name}:{new Uri(backend.Url).Port}",
            },
            deployment, backend, configure: builder => builder.Services.TryAddSingleton<ResolveHost>(
                (host, _) => Task.FromResult(host == Name ? find() : throw new SocketException((int)SocketError.HostNotFound))));
    }

    private static string[] Hosts(GatewayFixture gateway)
    {
        Assert.True(gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("pass", out var cluster));
        return [.. cluster.Destinations.Values.Select(one => new Uri(one.Model.Config.Address).Host).Order(StringComparer.Ordinal)];
    }
}
