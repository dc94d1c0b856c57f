using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Passinstance.Passes.Rendering;

/// <summary>How long signed files take. Their number is the histogram's count.</summary>
internal sealed class SigningMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _duration = meters.Create("Passinstance.Passes").CreateHistogram<double>(
        "passinstance.signing.duration", "s", "Rendering and signing a file.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1] });

    internal async Task RecordAsync(Func<Task> sign)
    {
        var from = Stopwatch.GetTimestamp();
        await sign();
        _duration.Record(Stopwatch.GetElapsedTime(from).TotalSeconds);
    }

    internal async ValueTask<T> RecordAsync<T>(Func<ValueTask<T>> sign)
    {
        var from = Stopwatch.GetTimestamp();
        var result = await sign();
        _duration.Record(Stopwatch.GetElapsedTime(from).TotalSeconds);
        return result;
    }
}
