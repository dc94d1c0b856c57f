using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
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
        builder.Services.AddSingleton(gateway.GetRequiredService<IOptions<SignInOptions>>());
        builder.Services.AddSingleton(gateway.GetRequiredService<CredentialCaches>());
        builder.Services.AddScoped<UnitOfWork>();
        builder.Services.AddScoped(_ => gateway.GetRequiredService<IDbContextFactory<GatewayDbContext>>().CreateDbContext());
        builder.Services.AddScoped<DbContext>(provider => provider.GetRequiredService<GatewayDbContext>());
        var app = builder.Build();
        app.UseServiceDefaults();
        // Kestrel takes * and + for every address; a client then calls by an IP address or by localhost.
        var host = BindingAddress.Parse(options.Value.Url).Host;
        app.Use((context, next) => RejectForeignPages(context, next, host));
        app.Use((context, next) => RequireToken(context, next, options.Value.Token));

        // Whoever has the token acts for the deployment.
        app.UseAuditLog(_ => new AuditCaller(new AuditActor(AuditActorKinds.Administrator, null), Guid.Empty));
        app.MapGroup("/admin").MapAdministration();
        return app;
    }

    // A web page reaches a loopback address, too: by a name of its own that leads there (DNS rebinding), or with a request across origins.
    private static Task RejectForeignPages(HttpContext context, RequestDelegate next, string host)
    {
        var asked = context.Request.Host.Host;
        if (asked != "localhost" && !asked.Equals(host, StringComparison.OrdinalIgnoreCase) && !IPAddress.TryParse(asked, out _))
        {
            return Problem.Of(
                StatusCodes.Status421MisdirectedRequest, "unknown_host",
                "The administration API serves only its own address. Call it by the host of Administration:Url or by an IP address.")
                .ExecuteAsync(context);
        }

        var headers = context.Request.Headers;
        return headers.Origin.Count > 0 || headers["Sec-Fetch-Site"].ToString() is not ("" or "none")
            ? Problem.Forbidden("The administration API is not for web pages. Call it from a program.").ExecuteAsync(context)
            : next(context);
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
