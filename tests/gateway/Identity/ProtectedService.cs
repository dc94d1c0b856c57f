using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.Identity;

/// <summary>A service like the four real ones: one protected route, one that needs a scope, anonymous ones.</summary>
internal sealed class ProtectedService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProtectedService(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<ProtectedService> StartAsync(params string[] publicKeys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
            publicKeys.Select((pem, index) => KeyValuePair.Create($"InternalIdentity:PublicKeys:{index}", (string?)pem)));
        builder.AddInternalIdentity();
        var app = builder.Build();
        app.UseForwardedAddress();
        app.MapGet("/who", (HttpContext context) => new
        {
            organization = context.User.OrganizationId,
            key = context.User.ApiKeyId,
            environment = context.User.Environment,
            scopes = context.User.Scopes.ToArray(),
        });
        app.MapGroup("/passes").RequireScope("passes:read").MapGet("/", () => "passes");
        app.MapGet("/health/live", () => "alive").AllowAnonymous();
        app.MapGet("/address", (HttpContext context) => new
        {
            address = context.Connection.RemoteIpAddress?.ToString(),
            headers = context.Request.Headers["X-Forwarded-For"].Count + context.Request.Headers[InternalToken.GatewayHeader].Count,
        }).AllowAnonymous();
        await app.StartAsync();
        return new ProtectedService(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
