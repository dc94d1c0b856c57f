using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Passinstance.ServiceDefaults.Telemetry;

/// <summary>
/// Starts no trace for a call that belongs to nothing: statements and requests of pollers, health checks and LISTEN. They would be nine of
/// ten traces of an idle system. What a request or an event causes has a parent, and the parent decides.
/// </summary>
/// <param name="inner">Decides on the other roots.</param>
internal sealed class RootSampler(Sampler inner) : Sampler
{
    private static readonly SamplingResult None = new(SamplingDecision.Drop);

    /// <summary>Reads <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c>; default: all.</summary>
    /// <exception cref="InvalidOperationException">The sampler is unknown; the message names those that exist.</exception>
    internal static Sampler FromConfiguration(IConfiguration configuration)
    {
        var name = configuration["OTEL_TRACES_SAMPLER"] ?? "parentbased_always_on";
        var root = new RootSampler(name.Replace("parentbased_", "", StringComparison.Ordinal) switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(Ratio(configuration)),
            _ => throw new InvalidOperationException(
                $"OTEL_TRACES_SAMPLER is '{name}'; it must be always_on, always_off, traceidratio, or one of these after parentbased_."),
        });
        return name.StartsWith("parentbased_", StringComparison.Ordinal) ? new ParentBasedSampler(root) : root;
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client && samplingParameters.ParentContext.TraceId == default
            ? None : inner.ShouldSample(samplingParameters);

    private static double Ratio(IConfiguration configuration)
    {
        var text = configuration["OTEL_TRACES_SAMPLER_ARG"];
        if (string.IsNullOrEmpty(text))
            return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new InvalidOperationException($"OTEL_TRACES_SAMPLER_ARG is '{text}'; it must be a number between 0 and 1.");
    }
}
