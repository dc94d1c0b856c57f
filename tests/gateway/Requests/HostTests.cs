using System.Net;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.Requests;

public sealed class HostTests
{
    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("API.example.com:8443", true)]
    [InlineData("wallet.example.org", true)]
    [InlineData("attacker.example", false)]
    [InlineData("api.example.com.attacker.example", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("localhost", false)]
    public async Task Only_the_deployments_own_names_are_served(string host, bool served)
    {
        await using var gateway = await StartAsync();

        var page = await gateway.GetAsync("/docs", apiKey: null, ("Host", host));
        var operation = await gateway.GetAsync("/api/v1/passes", apiKey: null, ("Host", host));

        if (served)
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, operation.StatusCode);
        }
        else
        {
            await ProblemAssert.IsAsync(HttpStatusCode.MisdirectedRequest, "unknown_host", page);
            await ProblemAssert.IsAsync(HttpStatusCode.MisdirectedRequest, "unknown_host", operation);
        }
    }

    [Fact]
    public async Task Health_is_answered_by_address()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live", apiKey: null, ("Host", "10.1.2.3:8080"))).StatusCode);
    }

    [Fact]
    public async Task A_local_deployment_is_also_called_by_its_loopback_names()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["Deployment:PublicUrl"] = "http://wallet.test" });
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/docs", apiKey: null, ("Host", "localhost:9000"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/docs", apiKey: null, ("Host", "wallet.test"))).StatusCode);
    }

    private static Task<RunningGateway> StartAsync() => RunningGateway.StartAsync(new()
    {
        ["Deployment:PublicUrl"] = "https://api.example.com",
        ["Deployment:Environment"] = "staging",
        ["Hosts:0"] = "wallet.example.org",
    });
}
