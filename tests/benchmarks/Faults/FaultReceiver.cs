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
internal sealed class FaultReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FaultReceiver(WebApplication app) => _app = app;

    internal ConcurrentDictionary<PassVersion, int> Received { get; } = new();

    internal string Url => _app.Urls.Single();

    internal static async Task<FaultReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new FaultReceiver(app);
        app.MapPost("/", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
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
