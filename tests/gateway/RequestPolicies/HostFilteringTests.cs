using System.Net;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Integration")]
public sealed class HostFilteringTests
{
    [Fact]
    public async Task Only_the_host_names_of_the_deployment_are_served()
    {
        await using var gateway = await StartAsync();
        foreach (var host in (string[])["api.example.com", "API.example.com:8443", "wallet.example.org"])
        {
            Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/docs", apiKey: null, ("Host", host))).StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.GetAsync("/api/v1/passes", apiKey: null, ("Host", host))).StatusCode);
        }

        foreach (var host in (string[])["attacker.example", "api.example.com.attacker.example", "127.0.0.1", "localhost"])
        {
            foreach (var path in (string[])["/docs", "/api/v1/passes"])
            {
                var response = await gateway.GetAsync(path, apiKey: null, ("Host", host));
                await ProblemAssert.IsAsync(HttpStatusCode.MisdirectedRequest, "unknown_host", response);
            }
        }
    }

    [Fact]
    public async Task Health_checks_work_by_IP_address()
    {
        await using var gateway = await StartAsync();
        var response = await gateway.GetAsync("/health/live", apiKey: null, ("Host", "10.1.2.3:8080"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_local_deployment_is_also_served_under_loopback_names()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Deployment:PublicUrl"] = "http://wallet.test" });
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/docs", apiKey: null, ("Host", "localhost:9000"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/docs", apiKey: null, ("Host", "wallet.test"))).StatusCode);
    }

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(new()
    {
        ["Deployment:PublicUrl"] = "https://api.example.com",
        ["Deployment:Environment"] = "staging",
        ["Hosts:0"] = "wallet.example.org",
    });
}
