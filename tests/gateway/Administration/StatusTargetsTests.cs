using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Passinstance.Gateway.Administration;

namespace Passinstance.Gateway.Tests.Administration;

[Trait("Category", "Unit")]
public sealed class StatusTargetsTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8080;http://*:9464", null, "http://127.0.0.1:8080/")]
    [InlineData(null, "8081", "http://127.0.0.1:8081/")]
    public async Task Targets_are_the_gateway_itself_and_every_destination(string? urls, string? ports, string gateway)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("urls", urls), new("HTTP_PORTS", ports),
            new("ReverseProxy:Clusters:pass:Destinations:primary:Address", "http://127.0.0.1:1"),
            new("ReverseProxy:Clusters:pass:Destinations:second:Address", "http://127.0.0.1:2"),
        ]).Build();
        var command = new RootCommand { StatusTargets.GatewayOption };

        var targets = await StatusTargets.FindAsync(command.Parse([]), configuration, CancellationToken.None);

        Assert.Equal(
            [("gateway", gateway, true), ("pass", "http://127.0.0.1:1/", false), ("pass", "http://127.0.0.1:2/", false)],
            targets.Select(target => (target.Program, target.Address.ToString(), target.IsGateway)));
    }
}
