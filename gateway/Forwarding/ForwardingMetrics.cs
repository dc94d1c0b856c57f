using System.Diagnostics.Metrics;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Metrics of forwarded requests, in addition to those of ASP.NET Core and YARP.</summary>
internal sealed class ForwardingMetrics
{
    public const string MeterName = "Passinstance.Gateway";

    private readonly Counter<long> _retries;
    private readonly Counter<long> _routeTables;

    public ForwardingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _retries = meter.CreateCounter<long>("gateway.retries", "{request}", "Requests that were sent to a second destination.");
        _routeTables = meter.CreateCounter<long>(
            "gateway.configuration.loads", "{load}", "Route tables that were read, by outcome: applied or rejected.");
    }

    public void Retried() => _retries.Add(1);

    public void RouteTableApplied() => _routeTables.Add(1, KeyValuePair.Create("outcome", (object?)"applied"));

    public void RouteTableRejected() => _routeTables.Add(1, KeyValuePair.Create("outcome", (object?)"rejected"));
}
