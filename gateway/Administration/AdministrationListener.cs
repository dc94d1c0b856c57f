using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

/// <summary>
/// Serves the administration API on its own address (<c>Administration:Url</c>), as a web application of its own: no route table, proxy or
/// Host header of the public address leads to it.
/// </summary>
internal sealed partial class AdministrationListener(
    IServiceProvider gateway, IConfiguration configuration, IOptions<AdministrationOptions> options,
    ILogger<AdministrationListener> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>The address, once it listens.</summary>
    public string? Url => _app?.Urls.Single();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url.Length == 0)
            return;

        _app = Build();
        await _app.StartAsync(cancellationToken);
        LogListening(_app.Urls.Single());
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.AddConfiguration(configuration.GetSection("Logging"));
        builder.Configuration.AddInMemoryCollection(configuration.GetSection("Deployment").AsEnumerable());
        builder.WebHost.UseUrls(options.Value.Url);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(gateway.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(gateway.GetRequiredService<SecretHasher>());
        builder.Services.AddSingleton(gateway.GetRequiredService<ApiKeyCache>());
        builder.Services.AddSingleton(gateway.GetRequiredService<OAuthClientCache>());
        builder.Services.AddSingleton(gateway.GetRequiredService<SigningKeys>());
        builder.Services.AddScoped(_ => gateway.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContext());
        var app = builder.Build();
        app.UseServiceDefaults();
        if (options.Value.Token is { Length: > 0 } token)
            app.Use((context, next) => RequireToken(context, next, token));

        app.MapGroup("/admin").MapAdministration();
        return app;
    }

    private static Task RequireToken(HttpContext context, RequestDelegate next, string token)
    {
        var presented = context.Request.Headers.Authorization is [{ } header] ? header : "";
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token)))
            ? next(context)
            : Problem.Unauthorized("Send the administration token as Authorization: Bearer.").ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Information, "The administration API listens on {Url}.")]
    private partial void LogListening(string url);
}
