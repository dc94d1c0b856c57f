using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.Fixtures;

/// <summary>
/// A service behind the gateway: verifies internal tokens as the real ones do, records the requests that reach it, and responds as the test
/// sets it.
/// </summary>
internal sealed class Backend : IAsyncDisposable
{
    private static readonly Func<HttpContext, Task> Ok = context => context.Response.WriteAsJsonAsync(new { ok = true });

    private readonly WebApplication _app;

    private Backend(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    public Func<HttpContext, Task> Respond { get; set; } = Ok;

    public static async Task<Backend> StartAsync(string publicKeyPem, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("InternalIdentity:PublicKeys:0", (string?)publicKeyPem)]);
        if (time is not null)
            builder.Services.AddSingleton(time);

        builder.AddInternalIdentity();
        var app = builder.Build();
        var backend = new Backend(app);
        app.UseWebSockets();
        app.MapGet("/health/ready", () => "ready").AllowAnonymous();
        app.MapGet("/health/status", backend.HandleAsync).AllowAnonymous();
        app.Map("/p/{**rest}", backend.HandleAsync).AllowAnonymous();
        app.Map("/wallet/apple/{**rest}", backend.HandleAsync).AllowAnonymous();
        app.Map("/dashboard/{**rest}", backend.HandleAsync).AllowAnonymous();
        app.Map("/{**rest}", backend.HandleAsync);
        await app.StartAsync();
        return backend;
    }

    public void Reset()
    {
        Arrivals.Clear();
        Respond = Ok;
    }

    public void RespondWith(int status) => Respond = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Arrivals.Enqueue(new Arrival(
            context.Request.Method, context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.Length, context.User));
        await Respond(context);
    }
}

internal sealed record Arrival(
    string Method, string Target, IReadOnlyDictionary<string, string> Headers, long BodyLength, ClaimsPrincipal Caller);
