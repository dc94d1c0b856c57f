using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Integration")]
public sealed class RequestNormalizationTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    private static readonly string[] Ambiguous =
    [
        "//api/v1/passes",
        "/api//v1/passes",
        "/api/v1/passes//x",
        "/api/v1/./passes",
        "/api/v1/../v1/passes",
        "/api/v1/passes/..",
        "/api/v1/passes/../../../health/ready",
        "/p/../api/v1/passes",
        "/p/%2e%2e/api/v1/passes",
        "/p/%2E%2E/api/v1/passes",
        "/p/.%2e/api/v1/passes",
        "/p/%2e%2e%2fapi/v1/passes",
        "/p/..%2fapi/v1/passes",
        "/wallet/apple/../api/v1/passes",
        "/wallet/apple/%2e%2e/api/v1/passes",
        "/wallet/apple/.%2e/api/v1/passes",
        "/p/x%2f..%2f..%2fapi/v1/passes",
        "/p/..;/api/v1/passes",
        "/api/v1/passes;a=b",
        "/api/v1/passes%3ba=b",
        "/p/..\\api\\v1\\passes",
        "/p/%5c..%5capi",
        "/api/v1/passes./x",
        "/api/v1/passes%00",
        "/api/v1/%252e%252e/passes",
        "/api/v1/passes%0d%0aX-Injected:1",
        "/api/v1/passes/%zz",
        "/api/v1/passes/%2",
        "http://elsewhere.example/api/v1/passes",
        "/api/v1/passes#fragment",
        "/api/v1/passes?x=1#fragment",
    ];

    private static readonly string[] Canonical =
    [
        "/wallet/apple/org_00000000000000000000000000/v1/passes/pass.com.example/a;b",
        "/api/v1/passes/pas_1",
        "/api/v1/passes?serialNumber=a%2Fb..//;c",
        "/wallet/apple/v1/passes/pass.com.example/ORDER%2F1001",
        "/wallet/apple/v1/passes/pass.com.example/ORDER%201001",
        "/wallet/apple/v1/passes/pass.com.example/50%25%3B%5C%252F",
        "/wallet/apple/v1/passes/pass.com.example/No.1.",
        "/p/%C3%A9t%C3%A9",
    ];

    [Fact]
    public async Task A_path_that_could_be_read_in_two_ways_is_400_and_reaches_no_service()
    {
        var key = await _gateway.CreateKeyAsync();
        foreach (var path in Ambiguous)
        {
            var answer = await SendAsync(path, key);
            Assert.True(answer.Statuses is [400], $"{path}: {answer.Text}");
            Assert.True(_gateway.Backend.Arrivals.IsEmpty, path);
        }
    }

    [Fact]
    public async Task A_canonical_path_is_forwarded_unchanged()
    {
        string? target = null;
        _gateway.Backend.Respond = context =>
        {
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        };
        var key = await _gateway.CreateKeyAsync();
        foreach (var path in Canonical)
        {
            Assert.True(RequestNormalization.IsCanonical(path), path);
            var answer = await SendAsync(path, key);
            Assert.True(answer.Statuses is [200], $"{path}: {answer.Text}");
            Assert.Equal(path, target);
        }
    }

    [Fact]
    public async Task The_path_is_case_insensitive_and_a_key_is_needed_all_the_same()
    {
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await _gateway.GetAsync("/API/V1/Passes"));
    }

    [Fact]
    public async Task An_unknown_version_is_404_and_the_problem_names_the_versions()
    {
        foreach (var path in (string[])["/api/v2/passes", "/api/v2", "/api/latest/passes", "/api/v10"])
        {
            var problem = await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_version", await _gateway.GetAsync(path));
            Assert.Contains("The versions are: v1.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_path_is_404()
    {
        string[] paths =
            ["/api/v1/unknown", "/api/v1", "/api/v1/passesx", "/api/v1/passes2/x", "/api", "/internal", "/metrics", "/swagger"];
        foreach (var path in paths)
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_operation", await _gateway.GetAsync(path));
    }

    [Fact]
    public async Task A_method_without_a_route_is_405()
    {
        var response = await _gateway.SendAsync(HttpMethod.Options, "/api/v1/passes");
        await ProblemAssert.IsAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", response);
        Assert.Contains("POST", response.Content.Headers.Allow);
        var trace = await _gateway.SendAsync(HttpMethod.Trace, "/api/v1/passes");
        await ProblemAssert.IsAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", trace);
    }

    [Fact]
    public async Task Health_checks_are_served_by_the_gateway_itself()
    {
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/health/live")).StatusCode);
        await Eventually.TrueAsync(
            async _ => (await _gateway.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "it is ready");
        Assert.Empty(_gateway.Backend.Arrivals);
    }

    private Task<RawAnswer> SendAsync(string path, TestKey key) => RawHttp.SendAsync(
        _gateway.Port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key.Text}\r\nConnection: close\r\n\r\n");
}
