using System.Diagnostics.Metrics;
using Passinstance.Persistence.Columns;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Metrics of dispatching. No label holds an endpoint's id: there are too many of them.</summary>
internal sealed class DispatchMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _disabled;
    private readonly Counter<long> _exhausted;
    private readonly Counter<long> _breakerOpened;

    public DispatchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Webhooks");
        _attempts = meter.CreateCounter<long>("passinstance.webhook.attempts", "{attempt}", "Calls of receivers, by result.");
        _duration = meter.CreateHistogram<double>("passinstance.webhook.attempt.duration", "s", "A call of a receiver.");
        _latency = meter.CreateHistogram<double>(
            "passinstance.webhook.first_attempt.latency", "s", "From the event's arrival to its first attempt.");
        _disabled = meter.CreateCounter<long>(
            "passinstance.webhook.endpoints.disabled", "{endpoint}", "Webhooks disabled by the platform, by reason.");
        _exhausted = meter.CreateCounter<long>("passinstance.webhook.exhausted", "{delivery}", "Deliveries given up.");
        _breakerOpened = meter.CreateCounter<long>("passinstance.webhook.breaker.opened", "{opening}", "Circuit breakers opened.");
    }

    internal void Attempted(RecordedAttempt attempt)
    {
        var result = new KeyValuePair<string, object?>("result", attempt.Outcome.Error ?? "delivered");
        _attempts.Add(1, result);
        _duration.Record(attempt.Outcome.Duration.TotalSeconds, result);
        if (attempt.Delivery is { Step: 0, Trigger: "event" })
            _latency.Record(Math.Max(0, (attempt.Outcome.StartedAt - attempt.Delivery.RecordedAt).TotalSeconds));
        if (attempt.Status == DeliveryStatus.Failed)
            _exhausted.Add(1);
        if (attempt.BreakerPause is not null)
            _breakerOpened.Add(1);
    }

    internal void Disabled(DisabledReason reason) =>
        _disabled.Add(1, new KeyValuePair<string, object?>("reason", WireNames.Of(reason)));
}
