using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Passinstance.Messaging.Bus;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Requests;

[Trait("Category", "Integration")]
public sealed class FailedRequestLogTests
{
    [Fact]
    public async Task A_taken_serial_number_is_one_line_of_information_and_no_error()
    {
        var log = new KeptLog();
        var deployment = await TestDeployment.CreateAsync();
        await using var templates = await PassFixture.StartTemplatesAsync(deployment);
        await using var passes = await RunningService.StartAsync(
            (args, configure) => PassHost.Build(args, builder =>
            {
                configure(builder);
                builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(log));
            }),
            ServiceCommand.MigrateServiceAsync<PassesDbContext>, deployment,
            new Dictionary<string, string?> { ["Services:Template"] = templates.Url.ToString() });
        var organization = Guid.CreateVersion7();
        var template = (await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("storeCard"))).Text("id");
        var api = passes.ClientOf(organization);
        var body = new { templateId = template, serialNumber = "LOGGED" };
        await api.CreateAsync("/api/v1/passes", body);

        using var response = await api.PostAsync(new Uri("/api/v1/passes", UriKind.Relative), JsonContent.Create(body));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        var id = response.Headers.GetValues("X-Request-Id").Single();
        await Eventually.TrueAsync(() => LinesOf().Length > 0, TimeSpan.FromSeconds(30), "the line is there");

        var line = Assert.Single(LinesOf());
        foreach (var part in (string[])[
            "Information", "409", "duplicate_serial_number", "POST", "/api/v1/passes",
            TypeId.Format(IdPrefixes.Organization, organization), "key_"])
            Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, one =>
            one.StartsWith("Error", StringComparison.Ordinal) || one.StartsWith("Critical", StringComparison.Ordinal));

        string[] LinesOf() => [.. log.Lines.Where(one => one.Contains(id, StringComparison.Ordinal))];
    }

    private sealed class KeptLog : ILoggerFactory, ILogger
    {
        internal ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // What the program's own filters leave.
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
