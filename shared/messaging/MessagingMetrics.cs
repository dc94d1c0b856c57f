using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Passinstance.Messaging;

/// <summary>Metrics of the outbox and the inbox.</summary>
public sealed class MessagingMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Passinstance.Messaging";

    internal static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _published;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _repeats;
    private readonly Histogram<double> _lag;
    private (long Pending, double OldestAgeSeconds, long Dead) _outbox;

    /// <summary>Creates the instruments.</summary>
    public MessagingMetrics(IMeterFactory meters)
    {
        // The factory owns the meter and disposes it.
        var meter = meters.Create(Name);
        _published = meter.CreateCounter<long>("passinstance.outbox.published", "{message}", "Events the broker confirmed.");
        _failed = meter.CreateCounter<long>("passinstance.outbox.failed", "{attempt}", "Failed attempts to publish an event.");
        _deadLettered = meter.CreateCounter<long>("passinstance.outbox.dead_letters", "{message}", "Events moved to the dead letters.");
        _lag = meter.CreateHistogram<double>("passinstance.consumer.lag", "s", "From the publication of an event to its effect.");
        meter.CreateObservableGauge(
            "passinstance.outbox.pending", () => _outbox.Pending, "{message}", "Events committed and not yet confirmed by the broker.");
        meter.CreateObservableGauge(
            "passinstance.outbox.oldest_age", () => _outbox.OldestAgeSeconds, "s",
            "Age of the oldest pending event. Above 30 s the relay is stuck.");
        meter.CreateObservableGauge(
            "passinstance.outbox.dead", () => _outbox.Dead, "{message}", "Dead letters that wait for an operator.");
        _repeats = meter.CreateCounter<long>(
            "passinstance.inbox.duplicates", "{message}", "Duplicate messages that were ignored.");
    }

    internal (long Pending, double OldestAgeSeconds, long Dead) Outbox => _outbox;

    internal void Published(int count) => _published.Add(count);

    internal void AttemptFailed() => _failed.Add(1);

    internal void DeadLettered() => _deadLettered.Add(1);

    internal void TookEffect(string queue, TimeSpan lag) =>
        _lag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("messaging.destination.name", queue));

    internal void OutboxHolds((long Pending, double OldestAgeSeconds, long Dead) outbox) => _outbox = outbox;

    internal void RepeatSkipped(string queue) => _repeats.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", queue));
}
