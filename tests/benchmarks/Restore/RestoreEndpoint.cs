using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Benchmarks.Restore;

/// <summary>An event as a customer's server received it.</summary>
internal sealed class ReceivedEvent(string type, string subject, int version)
{
    private int _times;

    internal string Type => type;

    /// <summary>The pass or template that it is about.</summary>
    internal string Subject => subject;

    /// <summary>The version after the change; 0 where there is none.</summary>
    internal int Version => version;

    internal int Times => Volatile.Read(ref _times);

    internal void Count() => Interlocked.Increment(ref _times);
}

/// <summary>A customer's server that keeps every event by its id, and counts how often it came.</summary>
internal sealed class RestoreEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RestoreEndpoint(WebApplication app) => _app = app;

    internal ConcurrentDictionary<string, ReceivedEvent> Events { get; } = new(StringComparer.Ordinal);

    internal string Url => _app.Urls.Single();

    internal static async Task<RestoreEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var endpoint = new RestoreEndpoint(app);
        app.MapPost("/", endpoint.ReceiveAsync);
        await app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var root = body.RootElement;
        var data = root.GetProperty("data");
        var version = data.TryGetProperty("version", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 0;
        Events.GetOrAdd(
            root.GetProperty("id").GetString()!,
            static (_, given) => new ReceivedEvent(given.Type, given.Subject, given.Version),
            (Type: root.GetProperty("type").GetString()!, Subject: data.GetProperty("id").GetString()!, Version: version)).Count();
    }
}
