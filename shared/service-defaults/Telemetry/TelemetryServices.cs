using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.ServiceDefaults.Telemetry;

/// <summary>
/// Exports traces, metrics and logs by OTLP, each when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or its own
/// <c>OTEL_EXPORTER_OTLP_{signal}_ENDPOINT</c> is set and <c>OTEL_{signal}_EXPORTER</c> is not <c>none</c>; and metrics for Prometheus on a
/// port of their own. The standard <c>OTEL_*</c> variables apply. The project's own sources and meters are named <c>Passinstance.*</c>.
/// </summary>
internal static class TelemetryServices
{
    private const string PortSetting = "Telemetry:PrometheusPort";

    internal static void AddTelemetry(this WebApplicationBuilder builder, ProgramIdentity program)
    {
        var configuration = builder.Configuration;
        if (configuration.GetValue<bool>("OTEL_SDK_DISABLED"))
            return;
        var (traces, metrics, logs) = (
            OtlpSignal.Read(configuration, "TRACES"), OtlpSignal.Read(configuration, "METRICS"), OtlpSignal.Read(configuration, "LOGS"));
        var port = PortOf(configuration);
        if (port > 0)
            ListenOn(builder, port);
        if (traces is null && metrics is null && logs is null && port == 0)
            return;

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService(
                configuration["OTEL_SERVICE_NAME"] ?? program.Name, ProgramIdentity.Namespace, program.Version,
                autoGenerateServiceInstanceId: false, serviceInstanceId: Dns.GetHostName())
            .AddEnvironmentVariableDetector());
        if (traces is not null)
        {
            telemetry.WithTracing(tracing => tracing
                .SetSampler(RootSampler.FromConfiguration(configuration))
                .AddSource("Passinstance.*", "MassTransit", "Yarp.ReverseProxy")
                .AddAspNetCoreInstrumentation(options => options.Filter = IsNoProbe)
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddProcessor(new SafePathProcessor())
                .AddOtlpExporter("traces", traces.Apply));
        }

        if (metrics is not null || port > 0)
        {
            telemetry.WithMetrics(metering =>
            {
                metering
                    .AddMeter("Passinstance.*", "Npgsql", "MassTransit")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation();
                if (metrics is not null)
                    metering.AddOtlpExporter("metrics", metrics.Apply);
                if (port > 0)
                    metering.AddPrometheusExporter();
            });
        }

        if (logs is not null)
            telemetry.WithLogging(logging => logging.AddOtlpExporter("logs", logs.Apply));
    }

    /// <summary>
    /// Serves <c>/metrics</c> on its own port, and nothing else there. Must come before everything that knows the public port.
    /// </summary>
    internal static void UsePrometheusPort(this WebApplication app)
    {
        var port = PortOf(app.Configuration);
        if (port == 0 || app.Services.GetService<MeterProvider>() is null)
            return;
        app.UseWhen(context => context.Connection.LocalPort == port, metrics =>
        {
            metrics.UseOpenTelemetryPrometheusScrapingEndpoint();
            metrics.Run(static context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        });
    }

    private static int PortOf(IConfiguration configuration)
    {
        var text = configuration[PortSetting];
        if (string.IsNullOrEmpty(text))
            return 0;
        return ushort.TryParse(text, out var port)
            ? port
            : throw new InvalidOperationException(
                $"{PortSetting} is '{text}'; it must be a port, or 0 for none. Set Telemetry__PrometheusPort.");
    }

    private static void ListenOn(WebApplicationBuilder builder, int port)
    {
        var configuration = builder.Configuration;
        var urls = configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } given
            ? given
            : string.Join(';', (configuration["HTTP_PORTS"] ?? "5000").Split(';').Select(http => $"http://*:{http}"));
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, $"{urls};http://*:{port}");
    }

    private static bool IsNoProbe(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && context.Request.Path != "/metrics";

    /// <summary>Where one signal is exported to, by the standard variables.</summary>
    private sealed record OtlpSignal(IConfiguration Configuration, string Name)
    {
        internal static OtlpSignal? Read(ConfigurationManager configuration, string name)
        {
            var exporters = (configuration[$"OTEL_{name}_EXPORTER"] ?? "otlp").Split(',', StringSplitOptions.TrimEntries);
            var signal = new OtlpSignal(configuration, name);
            return exporters.Contains("otlp") && (signal.Own("ENDPOINT") ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) is { Length: > 0 }
                ? signal : null;
        }

        // The exporter itself reads the variables that are common to all signals.
        internal void Apply(OtlpExporterOptions options)
        {
            if (Own("PROTOCOL") is { } protocol)
                options.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            if (Own("HEADERS") is { } headers)
                options.Headers = headers;
            if (int.TryParse(Own("TIMEOUT"), out var timeout))
                options.TimeoutMilliseconds = timeout;
            // Used as it is: the path of the signal is added to the common endpoint only.
            if (Own("ENDPOINT") is { } endpoint)
                options.Endpoint = new Uri(endpoint);
        }

        private string? Own(string setting) =>
            Configuration[$"OTEL_EXPORTER_OTLP_{Name}_{setting}"] is { Length: > 0 } value ? value : null;
    }
}
