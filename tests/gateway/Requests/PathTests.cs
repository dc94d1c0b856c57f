using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.Gateway.Requests;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.Requests;

public sealed class PathTests
{
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
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        foreach (var path in Ambiguous)
        {
            var answer = await RawHttp.SendAsync(gateway.Port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key.Text}\r\nConnection: close\r\n\r\n");
            Assert.True(answer.Statuses is [400], $"{path}: {answer.Text}");
            Assert.True(gateway.Backend.Arrivals.IsEmpty, path);
        }
    }

    [Fact]
    public async Task A_canonical_path_arrives_as_it_was_sent()
    {
        await using var gateway = await RunningGateway.StartAsync();
        string? target = null;
        gateway.Backend.Answer = context =>
        {
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            return Task.CompletedTask;
        };
        var key = await gateway.CreateKeyAsync();
        foreach (var path in Canonical)
        {
            Assert.True(UnambiguousRequest.IsCanonical(path), path);
            var answer = await RawHttp.SendAsync(gateway.Port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key.Text}\r\nConnection: close\r\n\r\n");
            Assert.True(answer.Statuses is [200], $"{path}: {answer.Text}");
            Assert.Equal(path, target);
        }
    }

    [Fact]
    public async Task Letter_case_changes_neither_the_route_nor_the_need_for_a_key()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/API/V1/Passes"));
    }

    [Fact]
    public async Task An_unknown_version_is_a_404_that_names_the_versions()
    {
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var path in (string[])["/api/v2/passes", "/api/v2", "/api/latest/passes", "/api/v10"])
        {
            var problem = await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_version", await gateway.GetAsync(path));
            Assert.Contains("The versions are: v1.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        foreach (var path in (string[])["/api/v1/unknown", "/api/v1", "/api/v1/passesx", "/api/v1/passes2/x", "/", "/api", "/internal", "/metrics", "/swagger"])
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_operation", await gateway.GetAsync(path));
    }

    [Fact]
    public async Task A_method_that_no_route_takes_is_405()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var response = await gateway.SendAsync(HttpMethod.Options, "/api/v1/passes");
        await ProblemAssert.IsAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", response);
        Assert.Contains("POST", response.Content.Headers.Allow);
        await ProblemAssert.IsAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed", await gateway.SendAsync(HttpMethod.Trace, "/api/v1/passes"));
    }

    [Fact]
    public async Task Health_answers_for_the_gateway_itself()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/ready")).StatusCode);
        Assert.Empty(gateway.Backend.Arrivals);
    }

}
