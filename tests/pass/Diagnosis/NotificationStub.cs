using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Passes.Tests.Diagnosis;

/// <summary>Stands where the notification service stands, with the state of pushes that a test sets for a pass.</summary>
internal sealed class NotificationStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, JsonObject> _states = new();

    private NotificationStub(WebApplication app) => _app = app;

    internal Uri Url => new(_app.Urls.Single());

    /// <summary>The credential of the last request.</summary>
    internal string? Authorization { get; private set; }

    internal static async Task<NotificationStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stub = new NotificationStub(app);
        app.MapGet("/internal/passes/{passId:guid}/pushes", (Guid passId, HttpRequest request) =>
        {
            stub.Authorization = request.Headers.Authorization;
            return Results.Text(stub._states.GetValueOrDefault(passId, []).ToJsonString(), "application/json");
        });
        await app.StartAsync();
        return stub;
    }

    /// <summary>Sets what the notification service knows of a pass.</summary>
    internal void Set(Guid passId, object? apple = null, object? google = null, object? issuer = null, params object[] devices) =>
        _states[passId] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(
            new { devices, apple, google, issuer }, System.Text.Json.JsonSerializerOptions.Web))!.AsObject();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
