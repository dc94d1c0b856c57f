using System.Diagnostics.Metrics;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>What an operator sees of Google Wallet. Never an issuer or a project as a label: there are as many as customers have.</summary>
internal sealed class GoogleMetrics
{
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _objects;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _stopped;

    public GoogleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Notifications");
        _calls = meter.CreateCounter<long>("passinstance.google.calls", "{call}", "Answers of Google, by outcome, and whether they came in a batch.");
        _duration = meter.CreateHistogram<double>("passinstance.google.call.duration", "s", "A call or batch, until Google's answer.");
        _latency = meter.CreateHistogram<double>("passinstance.google.object.latency", "s", "From the change's arrival here to Google's acceptance.");
        _objects = meter.CreateCounter<long>("passinstance.google.objects", "{object}", "Passes brought to Google: sent, silent (sent, and the holder is not told), unchanged, or set aside because Google refuses them.");
        _messages = meter.CreateCounter<long>("passinstance.google.messages", "{message}", "Messages to holders: accepted, silent or rejected.");
        _stopped = meter.CreateCounter<long>("passinstance.google.issuers.stopped", "{issuer}", "Issuers whose account Google refused.");
    }

    internal void Answered(IEnumerable<GoogleResponse> answers, bool isBatch, TimeSpan duration)
    {
        foreach (var answer in answers)
            _calls.Add(1, new("outcome", answer.Outcome.ToString()), new KeyValuePair<string, object?>("batch", isBatch));
        _duration.Record(duration.TotalSeconds);
    }

    internal void Brought(string outcome, TimeSpan latency)
    {
        _objects.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _latency.Record(Math.Max(0, latency.TotalSeconds));
    }

    internal void SetAside() => _objects.Add(1, new KeyValuePair<string, object?>("outcome", "set_aside"));

    internal void MessageSettled(string status) => _messages.Add(1, new KeyValuePair<string, object?>("outcome", status));

    internal void Stopped() => _stopped.Add(1);
}
