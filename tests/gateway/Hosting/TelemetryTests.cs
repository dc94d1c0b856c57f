using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Telemetry;

namespace Passinstance.Gateway.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class TelemetryTests
{
    private const string Collector = "http://127.0.0.1:9";

    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true, true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", false, false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT OTEL_TRACES_EXPORTER=none", false, true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT OTEL_SDK_DISABLED=true", false, false, false)]
    public async Task Each_signal_is_exported_where_the_standard_variables_say(string variables, bool traces, bool metrics, bool logs)
    {
        var settings = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('='))
            .ToDictionary(pair => pair[0], pair => (string?)(pair.Length > 1 ? pair[1] : Collector));
        await using var gateway = await GatewayFixture.StartAsync(settings);

        Assert.Equal(
            (traces, metrics, logs),
            (gateway.Services.GetService<TracerProvider>() is not null, gateway.Services.GetService<MeterProvider>() is not null,
                gateway.Services.GetService<LoggerProvider>() is not null));
    }

    [Fact]
    public async Task Telemetry_names_the_program_its_namespace_and_its_version()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector });
        var resource = gateway.Services.GetRequiredService<MeterProvider>().GetResource().Attributes.ToDictionary();
        Assert.Equal(("gateway", "passinstance"), (resource["service.name"], resource["service.namespace"]));
        Assert.NotEmpty((string)resource["service.version"]);
        Assert.NotEmpty((string)resource["service.instance.id"]);
    }

    [Theory]
    [InlineData(ActivityKind.Client, false, SamplingDecision.Drop)]
    [InlineData(ActivityKind.Client, true, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Server, false, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Consumer, false, SamplingDecision.RecordAndSample)]
    public void A_call_that_belongs_to_nothing_begins_no_trace(ActivityKind kind, bool hasParent, SamplingDecision expected)
    {
        var sampler = RootSampler.FromConfiguration(new ConfigurationBuilder().Build());
        var parent = hasParent
            ? new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded) : default;
        var sampled = sampler.ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "SELECT", kind));
        Assert.Equal(expected, sampled.Decision);
    }

    [Fact]
    public void An_unknown_sampler_is_refused_and_those_that_exist_are_named()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("OTEL_TRACES_SAMPLER", "sometimes")]).Build();
        var refused = Assert.Throws<InvalidOperationException>(() => RootSampler.FromConfiguration(configuration));
        Assert.Contains("traceidratio", refused.Message, StringComparison.Ordinal);
    }
}
