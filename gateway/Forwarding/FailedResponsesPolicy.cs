using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// Passive health: a destination that fails <see cref="Threshold"/> times in a row is not used for the cluster's reactivation period. A
/// failure is what a client would see as one: no connection, a timeout, or 502, 503 and 504, which YARP's own policy does not count. A
/// client that disconnects is not a failure of the destination.
/// </summary>
internal sealed class FailedResponsesPolicy(IDestinationHealthUpdater updater) : IPassiveHealthCheckPolicy
{
    public const int Threshold = 5;
    private static readonly TimeSpan DefaultReactivationPeriod = TimeSpan.FromSeconds(10);
    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _failuresInARow = [];

    public string Name => "FailedResponses";

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        var failures = _failuresInARow.GetOrCreateValue(destination);
        switch (HasSucceeded(context))
        {
            case true:
                Volatile.Write(ref failures.Value, 0);
                break;
            case false when Interlocked.Increment(ref failures.Value) >= Threshold:
                Volatile.Write(ref failures.Value, 0);
                var period = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? DefaultReactivationPeriod;
                updater.SetPassive(cluster, destination, DestinationHealth.Unhealthy, period);
                break;
        }
    }

    // True for a proper response, false for a failure, null when the destination is not responsible.
    private static bool? HasSucceeded(HttpContext context) => context.Features.Get<IForwarderErrorFeature>()?.Error switch
    {
        null or ForwarderError.None => context.Response.StatusCode is not (502 or 503 or 504),
        ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination or
            ForwarderError.ResponseBodyDestination or ForwarderError.ResponseHeaders => false,
        // The route's timeout ended. YARP reports this like a client that disconnected.
        _ when context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true => false,
        _ => null,
    };
}
