using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// One more attempt, at another destination: for a GET or HEAD without a body whose first destination could not be reached or responded
/// 502, 503 or 504, and for every request whose first destination could not be connected to, since nothing was sent there. Others may
/// already have taken effect. What was not sent goes to a destination that is not healthy when there is no other: a check that failed for a
/// moment says less than a connection that is refused. Retries of what a destination has failed are limited to a tenth of the requests, so
/// that they never multiply the load on services that fail because of load. What was not sent is no load, and is not limited.
/// </summary>
internal sealed class RetryOnAnotherDestination(RequestDelegate next, RetryBudget budget, ForwardingMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var destinations = proxy.AvailableDestinations;
        if (proxy.AllDestinations.Count < 2)
        {
            await next(context);
            return;
        }

        budget.Earn();
        var headers = context.Response.Headers.ToArray();
        var isRepeatable = destinations.Count > 1 && IsRepeatable(context);
        var attempt = new FirstAttempt();
        if (isRepeatable)
            context.Features.Set(attempt);
        await next(context);

        var failure = context.Features.Get<IForwarderErrorFeature>();
        var isNothingSent = ConnectionFailure.IsNothingSent(failure);
        var failed = attempt.IsSuppressed || isNothingSent
            || (isRepeatable && failure is { Error: ForwarderError.Request or ForwarderError.RequestTimedOut });
        context.Features.Set<FirstAttempt>(null);
        if (!failed || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested ||
            proxy.ProxiedDestination is not { } tried)
        {
            return;
        }

        DestinationState[] others = [.. destinations.Where(destination => destination != tried)];
        if (others.Length == 0 && isNothingSent)
            others = [.. proxy.AllDestinations.Where(destination => destination != tried)];
        if (others.Length == 0 || (!attempt.IsSuppressed && !isNothingSent && !budget.TrySpend()))
            return;

        metrics.Retried();
        context.Response.Clear();
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;

        context.Features.Set<IForwarderErrorFeature>(null);
        proxy.AvailableDestinations = others;
        proxy.ProxiedDestination = null;
        await next(context);
    }

    private static bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) &&
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
}

/// <summary>Set on a request whose failed response can still be replaced by another destination's.</summary>
internal sealed class FirstAttempt
{
    /// <summary>
    /// The destination responded 502, 503 or 504, the budget allows a retry, and the response was not sent to the client.
    /// </summary>
    public bool IsSuppressed { get; set; }
}
