using System.Net;
using System.Security.Cryptography;
using System.Text;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>
/// The administration API on its own address (<c>Administration:Url</c>), served by a web application of its own: no route table, proxy or
/// Host header of the public listener can lead here. Beyond loopback it needs <c>Administration:Token</c> as a Bearer credential.
/// </summary>
internal sealed partial class AdministrationListener(IServiceProvider gateway, IConfiguration configuration, ILogger<AdministrationListener> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it listens, once it does.</summary>
    public string? Url => _app?.Urls.Single();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Administration:Url"] is not { Length: > 0 } url)
            return;
        var token = configuration["Administration:Token"];
        if (string.IsNullOrEmpty(token) && !IsLoopback(url))
            throw new InvalidOperationException("Administration:Url is not a loopback address. Set Administration__Token to a long random text, or use http://127.0.0.1:PORT.");

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Configuration.AddInMemoryCollection(configuration.GetSection("Deployment").AsEnumerable());
        builder.WebHost.UseUrls(url);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(gateway.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(gateway.GetRequiredService<SecretHasher>());
        builder.Services.AddSingleton(gateway.GetRequiredService<KeyCache>());
        builder.Services.AddSingleton(gateway.GetRequiredService<ClientCache>());
        builder.Services.AddSingleton(gateway.GetRequiredService<SigningKeys>());
        builder.Services.AddScoped(_ => gateway.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<GatewayDbContext>>().CreateDbContext());
        _app = builder.Build();
        _app.UseServiceDefaults();
        if (!string.IsNullOrEmpty(token))
            _app.Use((context, next) => RequireToken(context, next, token));
        Map(_app.MapGroup("/admin"));
        await _app.StartAsync(cancellationToken);
        var listening = _app.Urls.Single();
        Listening(listening);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost("/organizations", CreateOrganization.HandleAsync);
        admin.MapGet("/organizations", ListOrganizations.HandleAsync);
        admin.MapPost("/keys", CreateKey.HandleAsync);
        admin.MapGet("/keys", ListKeys.HandleAsync);
        admin.MapPost("/keys/{apiKeyId}/rotate", RotateKey.HandleAsync);
        admin.MapPost("/keys/{apiKeyId}/revoke", RevokeKey.HandleAsync);
        admin.MapPost("/clients", ClientAdministration.CreateAsync);
        admin.MapGet("/clients", ClientAdministration.ListAsync);
        admin.MapPost("/clients/{clientId}/rotate", ClientAdministration.RotateAsync);
        admin.MapPost("/clients/{clientId}/revoke", ClientAdministration.RevokeAsync);
        admin.MapPost("/signing-keys/rotate", RotateSigningKey.HandleAsync);
    }

    private static Task RequireToken(HttpContext context, RequestDelegate next, string token)
    {
        var presented = context.Request.Headers.Authorization is [{ } header] ? header : "";
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token)))
            ? next(context)
            : Problem.Unauthorized("Send the administration token as Authorization: Bearer.").ExecuteAsync(context);
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)));

    [LoggerMessage(Level = LogLevel.Information, Message = "The administration API listens on {Url}")]
    private partial void Listening(string url);
}
