using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.RequestPolicies;

[Trait("Category", "Integration")]
public sealed class FailedRequestLogTests
{
    [Fact]
    public async Task A_failed_request_has_one_line_with_its_id_caller_path_status_and_code()
    {
        var log = new KeptLog();
        await using var gateway = await GatewayFixture.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        var key = await gateway.CreateKeyAsync(null, "--scopes", "passes:read");

        var response = await gateway.GetAsync("/api/v1/templates/tpl_1", key.Text);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var id = response.Headers.GetValues("X-Request-Id").Single();
        await Eventually.TrueAsync(
            () => log.Lines.Any(line => line.Contains(id, StringComparison.Ordinal)), TimeSpan.FromSeconds(30), "the line");

        var line = Assert.Single(log.Lines, line => line.Contains(id, StringComparison.Ordinal));
        foreach (var part in (string[])["403", "missing_scope", "GET", "/api/v1/templates/tpl_1", key.OrganizationId, key.Id])
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.StartsWith("Information", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_not_logged_and_a_forwarded_failure_is_left_to_its_service()
    {
        var log = new KeptLog();
        await using var gateway = await GatewayFixture.StartAsync(
            new() { ["Logging:Requests"] = "false" }, configure: builder => builder.Logging.AddProvider(log));
        gateway.Backend.RespondWith(404);

        using var response = await gateway.GetAsync("/p/SECRETLINK/apple");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using var wrong = await gateway.SendAsync(HttpMethod.Delete, "/p/SECRETLINK/apple");
        var id = wrong.Headers.GetValues("X-Request-Id").Single();
        await Eventually.TrueAsync(
            () => log.Lines.Any(line => line.Contains(id, StringComparison.Ordinal)), TimeSpan.FromSeconds(30), "the line");

        Assert.DoesNotContain(log.Lines, line => line.Contains("SECRETLINK", StringComparison.Ordinal));
        Assert.DoesNotContain(
            log.Lines, line => line.Contains(response.Headers.GetValues("X-Request-Id").Single(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_request_has_one_line_with_its_id_caller_path_status_and_duration_and_no_link()
    {
        var log = new KeptLog();
        await using var gateway = await GatewayFixture.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        var key = await gateway.CreateKeyAsync(null, "--scopes", "passes:read");

        var ids = new List<string>();
        foreach (var path in (string[])["/api/v1/passes", "/p/SECRETLINK/apple", "/health/ready"])
            ids.Add((await gateway.GetAsync(path, key.Text)).Headers.GetValues("X-Request-Id").Single());
        await Eventually.TrueAsync(() => Lines(ids[1]).Length > 0, TimeSpan.FromSeconds(30), "the line");

        var line = Assert.Single(Lines(ids[0]));
        foreach (var part in (string[])["200", "GET", "/api/v1/passes", key.OrganizationId, key.Id, " ms"])
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, one => one.Contains("SECRETLINK", StringComparison.Ordinal));
        Assert.Empty(Lines(ids[2]));

        string[] Lines(string id) => [.. log.Lines.Where(one => one.Contains(id, StringComparison.Ordinal))];
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("127.0.0.0/8", 0)]
    public async Task A_proxy_that_is_not_trusted_is_reported_once(string? trusted, int expected)
    {
        var log = new KeptLog();
        var settings = new Dictionary<string, string?>();
        if (trusted is not null)
            settings["TrustedProxies:0"] = trusted;
        await using var gateway = await GatewayFixture.StartAsync(settings, configure: builder => builder.Logging.AddProvider(log));

        await gateway.GetAsync("/docs");
        Assert.DoesNotContain(log.Lines, IsReport);
        foreach (var address in (string[])["203.0.113.9", "203.0.113.10"])
            await gateway.GetAsync("/docs", apiKey: null, ("X-Forwarded-For", address));

        Assert.Equal(expected, log.Lines.Count(IsReport));

        static bool IsReport(string line) =>
            line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("TrustedProxies__0", StringComparison.Ordinal);
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        internal ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
