using System.Net;
using Microsoft.AspNetCore.Http;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Integration")]
public sealed class HeaderSanitizerTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_client_cannot_pretend_to_be_somebody_else_to_a_service()
    {
        var key = await _gateway.CreateKeyAsync();
        (string Name, string Value)[] forged =
        [
            ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Prefix", "/x"), ("Forwarded", "for=203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("X-Tenant-Id", "org_1"),
            ("X-User-Id", "root"), ("X-Internal-Token", "x"), ("x-internal-scopes", "all"), ("X-HTTP-Method-Override", "DELETE"),
            ("X-Method-Override", "DELETE"), ("X-Original-URL", "/admin"), ("X-Rewrite-URL", "/admin"), ("X-Organization-Id", "org_1"),
            ("X-Request-Id", "chosen-by-client"), ("traceparent", "00-11111111111111111111111111111111-2222222222222222-01"),
            ("tracestate", "evil=1"), ("baggage", "evil=1"), ("Correlation-Context", "evil=1"), ("TE", "trailers"), ("Via", "1.1 evil"),
        ];
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", key.Text, forged)).StatusCode);

        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        foreach (var (name, value) in forged)
            Assert.DoesNotContain(value, arrival.Headers.GetValueOrDefault(name, ""), StringComparison.Ordinal);

        Assert.Equal("127.0.0.1", arrival.Headers["X-Forwarded-For"]);
        Assert.Equal("http", arrival.Headers["X-Forwarded-Proto"]);
        Assert.DoesNotContain("X-Forwarded-Host", arrival.Headers.Keys);
        Assert.DoesNotContain("X-API-Key", arrival.Headers.Keys);
        Assert.DoesNotContain(
            "11111111111111111111111111111111", arrival.Headers.GetValueOrDefault("traceparent", ""), StringComparison.Ordinal);
        Assert.Equal(new Uri(_gateway.Backend.Url).Authority, arrival.Headers["Host"]);
    }

    [Fact]
    public async Task A_header_named_in_Connection_is_still_forwarded()
    {
        var key = await _gateway.CreateKeyAsync();
        var answer = await RawHttp.SendAsync(
            _gateway.Port,
            $"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key.Text}\r\nX-Kept: 1\r\n" +
            "Connection: close, Authorization, X-Request-Id, X-Forwarded-For, X-Kept\r\n\r\n");

        Assert.Equal([200], answer.Statuses);
        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        Assert.Equal("1", arrival.Headers["X-Kept"]);
        Assert.Equal("127.0.0.1", arrival.Headers["X-Forwarded-For"]);
        Assert.StartsWith("req_", arrival.Headers["X-Request-Id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_creates_the_request_id_and_sends_it_to_the_service_and_the_client()
    {
        var key = await _gateway.CreateKeyAsync();
        var response = await _gateway.GetAsync("/api/v1/passes", key.Text, ("X-Request-Id", "0123456789abcdef"));

        var id = response.Headers.GetValues("X-Request-Id").Single();
        Assert.StartsWith("req_", id, StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single(_gateway.Backend.Arrivals).Headers["X-Request-Id"]);
        var next = await _gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.NotEqual(id, next.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Responses_have_security_headers_and_do_not_name_the_software()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Deployment:PublicUrl"] = "https://api.example.com" });
        gateway.Backend.Respond = context =>
        {
            context.Response.Headers.Server = "Kestrel";
            context.Response.Headers["X-Powered-By"] = "ASP.NET";
            return context.Response.WriteAsync("{}");
        };
        var key = await gateway.CreateKeyAsync();
        foreach (var path in (string[])["/api/v1/passes", "/api/v1/unknown", "/p/x"])
        {
            var response = await gateway.GetAsync(path, key.Text);
            Assert.False(response.Headers.Contains("Server"), path);
            Assert.False(response.Headers.Contains("X-Powered-By"), path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("max-age=31536000; includeSubDomains", response.Headers.GetValues("Strict-Transport-Security").Single());
        }

        var api = await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.True(api.Headers.CacheControl?.NoStore);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", api.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Apples_credential_is_forwarded_on_its_route_and_no_other_credential_is()
    {
        const string Path = "/wallet/apple/v1/passes/pass.com.example/1";
        await _gateway.GetAsync(Path, apiKey: null, ("Authorization", "ApplePass 0123456789abcdef"));
        await _gateway.GetAsync(Path, apiKey: "pi_test_x", ("Authorization", "Bearer something"));
        await _gateway.GetAsync("/p/pas_1", apiKey: "pi_test_x");

        var arrivals = _gateway.Backend.Arrivals.ToArray();
        Assert.Equal("ApplePass 0123456789abcdef", arrivals[0].Headers["Authorization"]);
        Assert.DoesNotContain("Authorization", arrivals[1].Headers.Keys);
        Assert.DoesNotContain("X-API-Key", arrivals[1].Headers.Keys);
        Assert.DoesNotContain("X-API-Key", arrivals[2].Headers.Keys);
    }

    [Fact]
    public async Task The_client_address_is_taken_from_a_trusted_proxy_for_one_hop()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["TrustedProxies:0"] = "127.0.0.0/8" });
        var key = await gateway.CreateKeyAsync();
        await gateway.GetAsync("/api/v1/passes", key.Text, ("X-Forwarded-For", "198.51.100.1, 203.0.113.9"));
        Assert.Equal("203.0.113.9", Assert.Single(gateway.Backend.Arrivals).Headers["X-Forwarded-For"]);
    }

    [Fact]
    public async Task Every_response_of_a_deprecated_version_has_the_deprecation_headers()
    {
        await using var gateway = await GatewayFixture.StartAsync(new()
        {
            ["ApiVersions:v1:Deprecated"] = "2027-01-01T00:00:00Z",
            ["ApiVersions:v1:Sunset"] = "2028-01-01T00:00:00Z",
            ["ApiVersions:v1:Successor"] = "v2",
        });
        var response = await gateway.GetAsync("/api/v1/passes", (await gateway.CreateKeyAsync()).Text);
        Assert.Equal("@1798761600", response.Headers.GetValues("Deprecation").Single());
        Assert.Equal("Sat, 01 Jan 2028 00:00:00 GMT", response.Headers.GetValues("Sunset").Single());
        Assert.Contains("</api/v2>; rel=\"successor-version\"", response.Headers.GetValues("Link"));
    }
}
