using System.Net;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

/// <summary>Web pages may use a publishable key that names them, and nothing else.</summary>
[Trait("Category", "Integration")]
public sealed class CrossOriginTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Shop = "https://shop.example";
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_page_creates_a_pass_with_a_publishable_key_that_names_it()
    {
        var key = await _gateway.CreateKeyAsync(null, "--publishable", "--allowed-origins", $"{Shop},https://other.example:8443");
        var preflight = await PreflightAsync("/api/v1/passes", "POST", Shop);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Shop, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("X-API-Key", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Empty(_gateway.Backend.Arrivals);

        var response = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, null, ("Origin", Shop));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Shop, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
        Assert.Contains("X-Request-Id", response.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://attacker.example")]
    [InlineData("https://shop.example.attacker.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("null")]
    public async Task Another_page_gets_nothing_and_creates_nothing(string origin)
    {
        var key = await _gateway.CreateKeyAsync(null, "--publishable", "--allowed-origins", Shop);

        var response = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, null, ("Origin", origin));

        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "origin_not_allowed", response);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    [Fact]
    public async Task A_secret_key_is_never_of_use_to_a_page()
    {
        var key = await _gateway.CreateKeyAsync();
        var response = await _gateway.GetAsync("/api/v1/passes", key.Text, ("Origin", Shop));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        foreach (var (path, method) in ((string, string)[])
            [("/api/v1/passes", "GET"), ("/api/v1/templates", "POST"), ("/api/v1/api-keys", "POST"), ("/oauth/token", "POST")])
        {
            var preflight = await PreflightAsync(path, method, Shop);
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "origin_not_allowed", preflight);
            Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
        }

        var (code, _, errors) = await _gateway.RunAdministrationAsync(
            ["create-key", "--organization", key.OrganizationId, "--name", "x", "--allowed-origins", Shop], jsonByDefault: true);
        Assert.Equal(1, code);
        Assert.Contains("Only a publishable key", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publishable_key_without_origins_works_in_apps_as_before_and_in_no_page()
    {
        var key = await _gateway.CreateKeyAsync(null, "--publishable");
        foreach (var origin in (string[])["null", Shop])
        {
            var response = await _gateway.SendAsync(HttpMethod.Post, "/api/v1/passes", key.Text, null, ("Origin", origin));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://*.example")]
    [InlineData("shop.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://SHOP.example")]
    public async Task What_is_no_origin_is_refused(string origin)
    {
        var organization = await _gateway.CreateOrganizationAsync();
        var (code, _, errors) = await _gateway.RunAdministrationAsync(
            ["create-key", "--organization", organization, "--name", "x", "--publishable", "--allowed-origins", origin],
            jsonByDefault: true);
        Assert.Equal(1, code);
        Assert.Contains("is not the origin of a web page", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_are_no_preflight_are_what_they_were()
    {
        await ProblemAssert.IsAsync(
            HttpStatusCode.MethodNotAllowed, "method_not_allowed", await _gateway.SendAsync(HttpMethod.Options, "/api/v1/passes"));
    }

    private Task<HttpResponseMessage> PreflightAsync(string path, string method, string origin) => _gateway.SendAsync(
        HttpMethod.Options, path, apiKey: null, content: null, ("Origin", origin), ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", "content-type,x-api-key"));
}
