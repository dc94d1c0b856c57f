using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Passinstance.ServiceDefaults.Telemetry;

/// <summary>
/// Exports traces, metrics and logs by OTLP, if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. The standard <c>OTEL_*</c> variables apply. The
/// project's own sources and meters are named <c>Passinstance.*</c>.
/// </summary>
internal static class TelemetryServices
{
    internal static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName)
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces
                .AddSource("Passinstance.*", "MassTransit", "Yarp.ReverseProxy")
                .AddAspNetCoreInstrumentation(options => options.Filter = IsNoProbe)
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddProcessor(new SafePathProcessor()))
            .WithMetrics(metrics => metrics
                .AddMeter("Passinstance.*", "Npgsql", "MassTransit")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithLogging()
            .UseOtlpExporter();
    }

    private static bool IsNoProbe(HttpContext context) => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
}
