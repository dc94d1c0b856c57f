using System.Diagnostics.Metrics;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>What an operator sees of Google's callbacks.</summary>
internal sealed class GoogleCallbackMetrics
{
    private readonly Counter<long> _taken;
    private readonly Counter<long> _refused;

    public GoogleCallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Passes");
        _taken = meter.CreateCounter<long>("passinstance.google.callbacks", "{callback}", "Callbacks of Google Wallet: saved, deleted, repeated, or of an unknown object.");
        _refused = meter.CreateCounter<long>("passinstance.google.callbacks.refused", "{callback}", "Callbacks that were not taken, by reason: unproved are forged, expired or for another issuer.");
    }

    internal void Taken(string what) => _taken.Add(1, new KeyValuePair<string, object?>("event", what));

    internal void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
