using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Errors;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Portal;
using Passinstance.Gateway.RateLimits;
using Passinstance.Gateway.Requests;
using Passinstance.Gateway.Telemetry;
using Passinstance.Gateway.Versions;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Health;
using Passinstance.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace Passinstance.Gateway;

/// <summary>Puts the gateway together. The order of the middleware is the security argument: see README.md.</summary>
internal static class GatewayApplication
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // appsettings.json holds the route table and stands beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        configure?.Invoke(builder);
        AddServices(builder);
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;

        // Ours first: the first writer that can explain an error does.
        services.AddSingleton<IProblemDetailsWriter, GatewayProblemWriter>();
        builder.AddServiceDefaults();
        services.AddSingleton<DistributedContextPropagator, OwnTraces>();
        services.AddSingleton(new ApiVersions(configuration));
        ConnectionLimits.Apply(builder);

        AddDatabase(builder);
        services.AddSingleton(new SecretHasher(configuration["ApiKeys:Pepper"]));
        services.AddSingleton<KeyCache>();
        services.AddSingleton<ApiKeyAuthentication>();
        builder.AddSecretBox();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<ClientCache>();
        services.AddSingleton<ClientCredentials>();
        services.AddSingleton<AccessTokenVerifier>();
        services.AddSingleton<AccessTokenAuthentication>();
        services.AddSingleton<ExternalIssuers>();
        services.AddHttpClient(IssuerKeys.ClientName, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(5);
            client.MaxResponseContentBufferSize = 256 * 1024;
        });
        services.AddSingleton<KeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddSingleton<AdministrationListener>();
        services.AddHostedService(provider => provider.GetRequiredService<AdministrationListener>());
        services.AddSingleton(provider => new InternalTokenIssuer(
            configuration["InternalIdentity:PrivateKey"] ?? throw new InvalidOperationException(
                "InternalIdentity:PrivateKey is missing. Set InternalIdentity__PrivateKey to a P-256 private key (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)."),
            provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton(RateLimitOptions.From(configuration));
        services.AddSingleton<LimitStore>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<BadCredentials>();
        services.AddHostedService<RateLimitSweep>();

        services.AddRequestTimeouts();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<IPassiveHealthCheckPolicy, FailedAnswersPolicy>();
        services.AddSingleton<IConfigChangeListener, ConfigurationOutcome>();
        services.AddReverseProxy()
            .LoadFromConfig(configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<RoutePolicyFilter>()
            .AddTransforms<HoldBackFailedAnswer>()
            .AddTransforms<ForwardedClient>();
    }

    private static void AddDatabase(WebApplicationBuilder builder)
    {
        var connection = builder.Configuration.GetConnectionString("Postgres")
            ?? throw new InvalidOperationException("ConnectionStrings:Postgres is missing. Set ConnectionStrings__Postgres to the gateway's own database.");
        // Whoever waits for a key check waits at most this long for the database.
        var settings = new NpgsqlConnectionStringBuilder(connection) { Timeout = 3, CommandTimeout = 5, ApplicationName = "gateway" };
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(settings.ConnectionString).Build());
        builder.Services.AddDbContextFactory<GatewayDbContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddHealthChecks().Add(new("database", provider => new DatabaseHealthCheck(provider.GetRequiredService<NpgsqlDataSource>()), null, [HealthEndpoints.ReadyTag], TimeSpan.FromSeconds(5)));
    }

    private static void UsePipeline(WebApplication app)
    {
        ConnectionLimits.UseClientAddress(app);
        app.UseMiddleware<RequestScrub>();
        app.UseMiddleware<ResponseHeaders>();
        app.UseServiceDefaults();
        app.UseMiddleware<KnownHost>();
        app.UseMiddleware<UnambiguousRequest>();
        app.UseRouting();
        app.UseMiddleware<BodyRules>();
        app.UseRequestTimeouts();
        app.UseMiddleware<RequireCredential>();
        app.UseMiddleware<EnforceRateLimits>();
        app.UseMiddleware<ConcurrencyLimit>();
        app.MapOAuth();
        app.MapPortal(app.Services.GetRequiredService<DeploymentOptions>());
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardIdentity>();
            proxy.UseMiddleware<RetryOnAnotherDestination>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(RoutePolicy.From(route)));
    }
}
