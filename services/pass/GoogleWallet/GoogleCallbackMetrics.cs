using System.Diagnostics.Metrics;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Metrics of Google's callbacks.</summary>
internal sealed class GoogleCallbackMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;

    public GoogleCallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Passinstance.Passes");
        _accepted = meter.CreateCounter<long>(
            "passinstance.google.callbacks", "{callback}",
            "Callbacks of Google Wallet: saved, deleted, repeated, or of an unknown object.");
        _rejected = meter.CreateCounter<long>(
            "passinstance.google.callbacks.rejected", "{callback}",
            "Callbacks that were rejected, by reason: unproved are forged, expired or for another issuer.");
    }

    internal void CountAccepted(string what) =>
        _accepted.Add(1, new KeyValuePair<string, object?>("event", what));

    internal void CountRejected(string reason) =>
        _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
