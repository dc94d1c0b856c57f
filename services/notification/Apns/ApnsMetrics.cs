using System.Diagnostics.Metrics;

namespace Passinstance.Notifications.Apns;

/// <summary>What an operator sees of pushes to Apple. Never a pass type or a token as a label: there are as many as customers have.</summary>
internal sealed class ApnsMetrics
{
    private readonly Counter<long> _pushes;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _stopped;

    public ApnsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Notifications");
        _pushes = meter.CreateCounter<long>("passinstance.apns.pushes", "{push}", "Answers of Apple, by outcome and reason.");
        _duration = meter.CreateHistogram<double>("passinstance.apns.push.duration", "s", "A push, until Apple's answer.");
        _latency = meter.CreateHistogram<double>("passinstance.apns.push.latency", "s", "From the change's arrival here to Apple's acceptance; it contains the wait in which changes become one push.");
        _stopped = meter.CreateCounter<long>("passinstance.apns.topics.stopped", "{topic}", "Pass types whose certificate Apple refused, by reason.");
    }

    internal void Answered(ApnsResponse answer, TimeSpan duration)
    {
        _pushes.Add(1, new("outcome", answer.Outcome.ToString()), new KeyValuePair<string, object?>("reason", answer.Reason));
        _duration.Record(duration.TotalSeconds);
    }

    internal void Told(TimeSpan latency) => _latency.Record(Math.Max(0, latency.TotalSeconds));

    internal void Stopped(string reason) => _stopped.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
