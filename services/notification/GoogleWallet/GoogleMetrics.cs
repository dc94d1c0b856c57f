using System.Diagnostics.Metrics;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Metrics of Google Wallet. No label holds an issuer or a project: there are too many of them.</summary>
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
        _calls = meter.CreateCounter<long>(
            "passinstance.google.calls", "{call}", "Responses of Google, by outcome and whether they came in a batch.");
        _duration = meter.CreateHistogram<double>("passinstance.google.call.duration", "s", "A call or batch, until Google's response.");
        _latency = meter.CreateHistogram<double>(
            "passinstance.google.object.latency", "s", "From the arrival of a change to Google's acceptance.");
        _objects = meter.CreateCounter<long>(
            "passinstance.google.objects", "{object}",
            "Passes by outcome: sent, silent (sent without notifying the holder), unchanged, or rejected by Google.");
        _messages = meter.CreateCounter<long>(
            "passinstance.google.messages", "{message}", "Messages to holders: accepted, silent or rejected.");
        _stopped = meter.CreateCounter<long>(
            "passinstance.google.issuers.stopped", "{issuer}", "Issuers suspended because of their service account.");
    }

    internal void Answered(IEnumerable<GoogleResponse> responses, bool isBatch, TimeSpan duration)
    {
        foreach (var response in responses)
            _calls.Add(1, new("outcome", response.Outcome.ToString()), new KeyValuePair<string, object?>("batch", isBatch));
        _duration.Record(duration.TotalSeconds);
    }

    internal void Synced(string outcome, TimeSpan latency)
    {
        _objects.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _latency.Record(Math.Max(0, latency.TotalSeconds));
    }

    internal void Rejected() => _objects.Add(1, new KeyValuePair<string, object?>("outcome", "rejected"));

    internal void MessageSettled(string status) => _messages.Add(1, new KeyValuePair<string, object?>("outcome", status));

    internal void Stopped() => _stopped.Add(1);
}
