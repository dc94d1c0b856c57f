using System.Diagnostics.Metrics;

namespace Passinstance.Notifications.Apns;

/// <summary>Metrics of pushes to Apple. No label holds a pass type or a token: there are too many of them.</summary>
internal sealed class ApnsMetrics
{
    private readonly Counter<long> _pushes;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _stopped;

    public ApnsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Notifications");
        _pushes = meter.CreateCounter<long>("passinstance.apns.pushes", "{push}", "Responses of Apple, by outcome and reason.");
        _duration = meter.CreateHistogram<double>("passinstance.apns.push.duration", "s", "A push, until Apple's response.");
        _latency = meter.CreateHistogram<double>(
            "passinstance.apns.push.latency", "s",
            "From the arrival of a change to Apple's acceptance, with the delay that merges changes.");
        _stopped = meter.CreateCounter<long>(
            "passinstance.apns.pass_types.suspended", "{pass_type}", "Pass types suspended because of their certificate, by reason.");
    }

    internal void Answered(ApnsResponse response, TimeSpan duration)
    {
        _pushes.Add(1, new("outcome", response.Outcome.ToString()), new KeyValuePair<string, object?>("reason", response.Reason));
        _duration.Record(duration.TotalSeconds);
    }

    internal void Accepted(TimeSpan latency) => _latency.Record(Math.Max(0, latency.TotalSeconds));

    internal void Stopped(string reason) => _stopped.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
