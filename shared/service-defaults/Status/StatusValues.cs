using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Passinstance.ServiceDefaults.Status;

/// <summary>The last measured numbers of this process. Whoever measures them sets them; reading a gauge runs no query.</summary>
public sealed class StatusValues(IMeterFactory meters)
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Passinstance.Status";

    /// <summary>The label that names a queue.</summary>
    public const string Label = "messaging.destination.name";

    private readonly ConcurrentDictionary<(string Name, string Label), StatusMeasurement> _measured = [];
    private readonly ConcurrentDictionary<string, bool> _known = [];

    /// <summary>Sets a number.</summary>
    public void Set(StatusValue value, double number, string label = "")
    {
        Declare(value);
        _measured[(value.Name, label)] = new StatusMeasurement(value, label, number);
    }

    /// <summary>There is no such number now, such as the days of a certificate that was deleted: what was measured before ends.</summary>
    public void Remove(StatusValue value, string label = "") =>
        _measured.TryRemove((value.Name, label), out _);

    /// <summary>Makes the instrument of a value known before its first number.</summary>
    public void Declare(StatusValue value)
    {
        if (value.IsOwnInstrument && _known.TryAdd(value.Name, true))
            meters.Create(MeterName).CreateObservableGauge(value.Name, () => Observe(value.Name), value.Unit, value.Description);
    }

    internal IReadOnlyList<StatusMeasurement> All() =>
        [.. _measured.Values.OrderBy(one => one.Value.Name, StringComparer.Ordinal).ThenBy(one => one.Label, StringComparer.Ordinal)];

    private IEnumerable<Measurement<double>> Observe(string name) => _measured.Values.Where(one => one.Value.Name == name).Select(one =>
        one.Label.Length == 0
            ? new Measurement<double>(one.Number)
            : new Measurement<double>(one.Number, new KeyValuePair<string, object?>(Label, one.Label)));
}
