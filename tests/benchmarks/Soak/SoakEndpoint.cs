using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Benchmarks.Soak;

/// <summary>A customer's server that counts the events of each pass, and how often it got the same one.</summary>
internal sealed class SoakEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _ids = new(StringComparer.Ordinal);
    private int _repeated;

    private SoakEndpoint(WebApplication app) => _app = app;

    /// <summary>Events by type and pass.</summary>
    internal ConcurrentDictionary<(string Type, string PassId), int> Received { get; } = new();

    internal int Total => _ids.Count;

    /// <summary>Deliveries of an event that had come before.</summary>
    internal int Repeated => Volatile.Read(ref _repeated);

    internal string Url => _app.Urls.Single();

    internal static async Task<SoakEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new SoakEndpoint(app);
        app.MapPost("/", endpoint.ReceiveAsync);
        await app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var root = body.RootElement;
        if (!_ids.TryAdd(root.GetProperty("id").GetString()!, true))
        {
            Interlocked.Increment(ref _repeated);
            return;
        }

        Received.AddOrUpdate(
            (root.GetProperty("type").GetString()!, root.GetProperty("data").GetProperty("id").GetString()!), 1,
            static (_, count) => count + 1);
    }
}
