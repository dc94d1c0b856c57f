using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Passinstance.Messaging;

/// <summary>What an operator sees of the outbox and the inbox.</summary>
public sealed class MessagingMetrics
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Passinstance.Messaging";

    internal static readonly ActivitySource Activities = new(Name);

    private readonly Counter<long> _published;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _setAside;
    private readonly Counter<long> _repeats;

    /// <summary>Creates the instruments.</summary>
    public MessagingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        // The factory owns the meter and disposes it.
        var meter = meters.Create(Name);
        _published = meter.CreateCounter<long>("passinstance.outbox.published", "{message}", "Events the broker confirmed.");
        _failed = meter.CreateCounter<long>("passinstance.outbox.failed", "{attempt}", "Attempts charged to an event.");
        _setAside = meter.CreateCounter<long>("passinstance.outbox.dead", "{message}", "Events set aside after too many attempts.");
        _repeats = meter.CreateCounter<long>("passinstance.inbox.duplicates", "{message}", "Messages that had taken effect before and did nothing.");
    }

    internal void Published(int count) => _published.Add(count);

    internal void AttemptFailed() => _failed.Add(1);

    internal void SetAside() => _setAside.Add(1);

    internal void RepeatSkipped(string queue) => _repeats.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", queue));
}
