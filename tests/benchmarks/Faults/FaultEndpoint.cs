using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Benchmarks.Faults;

/// <summary>What one pass said: its id and the version after the change.</summary>
internal readonly record struct PassVersion(string PassId, int Version);

/// <summary>A customer's server that counts how often each event came.</summary>
internal sealed class FaultEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FaultEndpoint(WebApplication app) => _app = app;

    internal ConcurrentDictionary<PassVersion, int> Received { get; } = new();

    internal string Url => _app.Urls.Single();

    internal static async Task<FaultEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new FaultEndpoint(app);
        app.MapPost("/", endpoint.TakeAsync);
        await app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var data = body.RootElement.GetProperty("data");
        Received.AddOrUpdate(new PassVersion(data.GetProperty("id").GetString()!, data.GetProperty("version").GetInt32()), 1,
            static (_, times) => times + 1);
    }
}
