using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Administration;
using Passinstance.Gateway.ApiKeys;
using Passinstance.Gateway.AuditLog;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Erasures;
using Passinstance.Gateway.Exports;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Invitations;
using Passinstance.Gateway.Members;
using Passinstance.Gateway.OAuthClients;
using Passinstance.Gateway.Operations;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Portal;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Gateway.SignIn;
using Passinstance.Gateway.SignIn.Oidc;
using Passinstance.Gateway.Status;
using Passinstance.Gateway.Usage;
using Passinstance.Persistence.Auditing;
using Passinstance.Security;
using Passinstance.Security.Outbound;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Requests;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Passinstance.Gateway;

/// <summary>Composes the gateway. The security of the gateway depends on the order of the middleware: see README.md.</summary>
internal static class GatewayHost
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <param name="args">The program's arguments.</param>
    /// <param name="configure">Changes of the builder, before the gateway's own.</param>
    /// <param name="serves">False for a command: services are neither forwarded to nor checked.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null, bool serves = true)
    {
        // appsettings.json holds the route table and is next to the program, wherever it is started from, and whatever starts it: the
        // build loads the program into a tool of its own.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = Path.GetDirectoryName(typeof(GatewayHost).Assembly.Location),
        });
        configure?.Invoke(builder);
        AddServices(builder);
        var app = builder.Build();
        if (serves)
            UsePipeline(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        // Before the defaults: the first writer that can explain an error writes it.
        builder.Services.AddSingleton<IProblemDetailsWriter, GatewayProblemWriter>();
        builder.AddServiceDefaults("gateway");
        builder.AddDatabase();
        builder.AddSecretBox();
        AddRequestPolicies(builder.Services);
        AddAuthentication(builder.Services);
        AddRateLimiting(builder.Services);
        AddForwarding(builder);
        AddAdministration(builder.Services);
        builder.Services.AddUsage();
        builder.Services.AddSingleton<StatusHistory>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<StatusHistory>());
        builder.AddSignIn();
        builder.Services.AddSingleton<AuditLogs>();
        builder.Services.AddServiceReads();
        builder.Services.AddExports();
        builder.Services.AddOperations();
        builder.Services.AddWarmUp("internal token", static (services, _) => Task.FromResult(
            services.GetRequiredService<InternalTokenIssuer>().IssueForGateway()));
    }

    private static void AddRequestPolicies(IServiceCollection services)
    {
        AddOptions<RequestLimitOptions>(services, "Limits");
        AddOptions<TrustedProxyOptions>(services);
        AddOptions<HostFilteringOptions>(services);
        AddOptions<ApiVersionOptions>(services);
        services.AddSingleton<AddressShares>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ConnectionLimits>();
        services.AddSingleton<DistributedContextPropagator, TracePropagation>();
        services.AddSingleton<ApiVersions>();
        AddOptions<OrganizationQuotas>(services, "Quotas");
        AddOptions<PortalOptions>(services, "Portal");
        services.AddRequestTimeouts();
    }

    private static void AddAuthentication(IServiceCollection services)
    {
        AddOptions<SecretHashingOptions>(services, "ApiKeys");
        AddOptions<ApiKeyUsageOptions>(services, "ApiKeys");
        AddOptions<ExternalIssuerOptions>(services).Validate<DeploymentOptions>(
            (options, deployment) => options.IsValid(deployment), "ExternalIssuers: each entry needs an https Authority and an Audience.");
        services.AddSingleton<SecretHasher>();
        services.AddSingleton<KnownCredentials>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownCredentials>());
        services.AddSingleton<ApiKeyCache>();
        services.AddSingleton<ApiKeyAuthentication>();
        services.AddSingleton<ApiKeyUsage>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUsage>());
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<OAuthClientCache>();
        services.AddSingleton<ClientCredentials>();
        services.AddSingleton<AccessTokenVerifier>();
        services.AddSingleton<AccessTokenAuthentication>();
        services.AddSingleton<ExternalIssuers>();
        services.AddHttpClient(IssuerKeys.ClientName, client =>
        {
            client.Timeout = TimeSpan.FromSeconds(5);
            client.MaxResponseContentBufferSize = 256 * 1024;
        }).WithoutCertificateDownloads();
    }

    private static void AddRateLimiting(IServiceCollection services)
    {
        AddOptions<RateLimitOptions>(services, "RateLimits").PostConfigure<DeploymentOptions>((options, deployment) =>
        {
            if (options.Factor == 0)
                options.Factor = options.FactorByEnvironment.GetValueOrDefault(deployment.Environment, 1);
        });
        services.AddSingleton<RateLimitMetrics>();
        services.AddSingleton<LimitStore>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<BadCredentials>();
        services.AddHostedService<UnusedBucketCleanup>();
    }

    private static void AddForwarding(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        AddOptions<InternalIdentityOptions>(services, "InternalIdentity");
        services.AddSingleton(provider => new InternalTokenIssuer(
            provider.GetRequiredService<IOptions<InternalIdentityOptions>>().Value.PrivateKey,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ForwardingMetrics>();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<IPassiveHealthCheckPolicy, FailedResponsesPolicy>();
        services.AddSingleton<IConfigChangeListener, RouteTableListener>();
        services.AddOptions<ForwardingOptions>().BindConfiguration("Forwarding").ValidateDataAnnotations().ValidateOnStart();
        if (builder.Configuration.GetValue<bool>("Forwarding:ResolveDestinations"))
        {
            services.TryAddSingleton<ResolveHost>(static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));
            services.AddSingleton<IDestinationResolver, DestinationAddresses>();
        }

        services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .ConfigureHttpClient((_, handler) =>
            {
                handler.SslOptions.CertificateChainPolicy = CertificateChecks.CreatePolicy();
                // A replica that has vanished answers nothing at all; what could not connect is sent to another.
                handler.ConnectTimeout = ConnectTimeout;
                // A name may lead to other replicas by now.
                handler.PooledConnectionLifetime = ServiceClients.ConnectionLifetime;
            })
            .AddConfigFilter<RouteTableFilter>()
            .AddTransforms<SuppressFailedResponse>()
            .AddTransforms<ForwardedHeadersTransform>();
    }

    private static void AddAdministration(IServiceCollection services)
    {
        AddOptions<AdministrationOptions>(services, "Administration");
        services.AddSingleton<AdministrationListener>();
        services.AddHostedService(provider => provider.GetRequiredService<AdministrationListener>());
    }

    private static OptionsBuilder<TOptions> AddOptions<TOptions>(IServiceCollection services, string section = "")
        where TOptions : class =>
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();

    private static void UsePipeline(WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseMiddleware<HeaderSanitizer>();
        app.UseMiddleware<ResponseHeaders>();
        app.UseServiceDefaults(withRouting: false);
        app.UseMiddleware<HostFiltering>();
        app.UseMiddleware<RequestNormalization>();
        app.UsePreflightRouting();
        app.UseRequestRouting();
        app.UsePreflight();
        app.UseMiddleware<BodyRules>();
        app.UseRequestTimeouts();
        app.UseMiddleware<RequireCredential>();
        app.UseMiddleware<EnforceRateLimits>();
        app.UseMiddleware<ConcurrencyLimit>();
        app.UseAuditLog(AuditCallers.Identify);
        app.UseOwnOperations();
        app.UseOidc();
        app.MapOAuth();
        app.MapSignIn();
        app.MapAccount();
        app.MapAuditLogApi();
        app.MapErasureReceipts();
        app.MapExports();
        app.MapOrganizations();
        app.MapMembers();
        app.MapInvitations();
        app.MapApiKeys();
        app.MapOAuthClients();
        app.MapUsage();
        app.MapOperations();
        app.MapPortal();
        app.MapIndex();
        app.MapPublicStatus();
        app.MapStatusHistory();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardIdentity>();
            proxy.UseMiddleware<RetryOnAnotherDestination>();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        }).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(RoutePolicy.From(route)));
    }
}
