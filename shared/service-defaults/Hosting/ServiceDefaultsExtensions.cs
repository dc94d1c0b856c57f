using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Health;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Logging;
using Passinstance.ServiceDefaults.OpenApi;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.ServiceDefaults.Status;
using Passinstance.ServiceDefaults.Telemetry;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>
/// The shared setup of every process of the platform: errors, request ids, health, telemetry, logs, JSON and the deployment's options.
/// </summary>
public static class ServiceDefaultsExtensions
{
    private const int BufferedInMemory = 1024 * 1024;

    /// <summary>Registers the defaults. Missing or invalid configuration throws here, at startup, and names the setting.</summary>
    /// <param name="name">The name under which the program is deployed. Default: its assembly.</param>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, string? name = null)
    {
        ApiDocument.Prepare(builder);
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every byte of a header becomes a character, so that a header which is not ASCII is no malformed request.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
        builder.AddLogOutput();

        services.TryAddSingleton(TimeProvider.System);
        var deployment = builder.Configuration.GetSection("Deployment").Get<DeploymentOptions>() ?? new DeploymentOptions();
        deployment.Validate();
        services.AddSingleton(deployment);

        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<UnreadableRequestHandler>();
        services.AddExceptionHandler<DatabaseOutageHandler>();
        var program = ProgramIdentity.Of(name ?? builder.Environment.ApplicationName);
        services.AddSingleton(program);
        services.AddSingleton<BuildInfo>();
        builder.AddStatus();
        builder.AddTelemetry(program);
        AddShutdownAndWarmUp(services);
    }

    private static void AddShutdownAndWarmUp(IServiceCollection services)
    {
        services.AddOptions<ShutdownOptions>().BindConfiguration("Shutdown").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddSingleton<WarmUp>();
        services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
        services.AddHealthChecks();
        // After the drain: longer than the slowest request a drained pod may still serve, shorter than Kubernetes' grace period.
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(8 + shutdown.Value.DrainSeconds));
    }

    /// <summary>The middleware that belongs before the routes: request id, errors, and the rules for every request.</summary>
    /// <param name="withRouting">False for a program that calls <see cref="RequestRouting.UseRequestRouting"/> itself, later.</param>
    public static void UseServiceDefaults(this WebApplication app, bool withRouting = true)
    {
        app.UsePrometheusPort();
        app.UseMiddleware<DrainMiddleware>();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<RequestLog>();
        app.Use(static (context, next) =>
        {
            // Kept for the duration of the request, so that an error can distinguish a misspelled member from text that is not JSON.
            if (context.Request.HasJsonContentType())
                context.Request.EnableBuffering(BufferedInMemory);
            return next(context);
        });
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                SuppressDiagnosticsCallback = context =>
            context.Exception is BadHttpRequestException or OperationCanceledException
            });
        app.UseStatusCodePages();
        app.UseMiddleware<ContentTypeRules>();
        if (withRouting)
        {
            app.UseRequestRouting();
            // Not for the public: the gateway, which routes later, shows the report at its administration API.
            app.MapStatus();
        }

        app.MapHealth();
        ProgramIdentity.Map(app);
        // Registers its metric.
        _ = app.Services.GetRequiredService<BuildInfo>();
    }

    /// <summary>
    /// Rejects values of bodies that nothing behind the API can hold; must come after authorization, before the routes and
    /// idempotency.
    /// </summary>
    public static void UseBodyValues(this IApplicationBuilder app) =>
        app.UseMiddleware<BodyValuesMiddleware>();
}
