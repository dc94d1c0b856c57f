using System.Diagnostics;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>Starts a new trace for each request and ignores the client's trace headers. Requests to services carry the new trace.</summary>
internal sealed class TracePropagation : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _outgoing = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields => _outgoing.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _outgoing.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
