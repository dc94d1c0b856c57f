using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Timeouts;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// Passive health: a destination that fails <see cref="Threshold"/> times in a row rests for the cluster's reactivation period. A failure
/// is what a client would see as one: no connection, no answer in time, or 502, 503 and 504, which YARP's own policy does not count. A
/// client that goes away is not the destination's fault.
/// </summary>
internal sealed class FailedAnswersPolicy(IDestinationHealthUpdater updater) : IPassiveHealthCheckPolicy
{
    public const int Threshold = 5;
    private static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(10);
    private readonly ConditionalWeakTable<DestinationState, StrongBox<int>> _failuresInARow = [];

    public string Name => "FailedAnswers";

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        var failures = _failuresInARow.GetOrCreateValue(destination);
        switch (Judge(context))
        {
            case true:
                Volatile.Write(ref failures.Value, 0);
                break;
            case false when Interlocked.Increment(ref failures.Value) >= Threshold:
                Volatile.Write(ref failures.Value, 0);
                updater.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? DefaultRest);
                break;
        }
    }

    // True for a proper answer, false for a failure, null for what says nothing about the destination.
    private static bool? Judge(HttpContext context) => context.Features.Get<IForwarderErrorFeature>()?.Error switch
    {
        null or ForwarderError.None => context.Response.StatusCode is not (502 or 503 or 504),
        ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination or
            ForwarderError.ResponseBodyDestination or ForwarderError.ResponseHeaders => false,
        // The route's time was up. YARP cannot tell that from a client that went away.
        _ when context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true => false,
        _ => null,
    };
}
