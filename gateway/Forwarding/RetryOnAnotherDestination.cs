using Microsoft.AspNetCore.Http.Features;
using Passinstance.Gateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// One more attempt, at another destination, for a GET or HEAD without a body whose first destination could not be reached or answered
/// 502, 503 or 504. Anything else may already have had its effect. Retries come out of a budget of a tenth of the requests, so that they
/// never multiply the load on services that are failing because of load.
/// </summary>
internal sealed class RetryOnAnotherDestination(RequestDelegate next, RetryBudget budget, GatewayMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var first = proxy.AvailableDestinations;
        if (first.Count < 2 || !IsRepeatable(context))
        {
            await next(context);
            return;
        }

        budget.Earn();
        var ours = context.Response.Headers.ToArray();
        var attempt = new FirstAttempt();
        context.Features.Set(attempt);
        await next(context);

        var failed = attempt.AnswerHeldBack || context.Features.Get<IForwarderErrorFeature>() is { Error: ForwarderError.Request or ForwarderError.RequestTimedOut };
        context.Features.Set<FirstAttempt>(null);
        if (!failed || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || proxy.ProxiedDestination is not { } tried)
            return;
        if (!attempt.AnswerHeldBack && !budget.TrySpend())
            return;

        metrics.Retried();
        context.Response.Clear();
        foreach (var (name, value) in ours)
            context.Response.Headers[name] = value;
        context.Features.Set<IForwarderErrorFeature>(null);
        proxy.AvailableDestinations = [.. first.Where(destination => destination != tried)];
        proxy.ProxiedDestination = null;
        await next(context);
    }

    private static bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) &&
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
}

/// <summary>Present on a request whose failed answer may still be replaced by another destination's.</summary>
internal sealed class FirstAttempt
{
    /// <summary>The destination answered 502, 503 or 504, the budget has paid for a retry, and the body was not passed on.</summary>
    public bool AnswerHeldBack { get; set; }
}

/// <summary>Keeps a failing answer of a first attempt from reaching the client, if the budget pays for a second one.</summary>
internal sealed class HoldBackFailedAnswer(RetryBudget budget) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context) => context.AddResponseTransform(response =>
    {
        if (response.ProxyResponse is { StatusCode: System.Net.HttpStatusCode.BadGateway or System.Net.HttpStatusCode.ServiceUnavailable or System.Net.HttpStatusCode.GatewayTimeout } &&
            response.HttpContext.Features.Get<FirstAttempt>() is { } attempt && budget.TrySpend())
        {
            attempt.AnswerHeldBack = true;
            response.SuppressResponseBody = true;
        }
        return ValueTask.CompletedTask;
    });
}

/// <summary>A tenth of a retry is earned by each request; ten at most are saved up.</summary>
internal sealed class RetryBudget
{
    private const int Price = 10;
    private const int Ceiling = 10 * Price;
    private int _saved = Ceiling;

    public void Earn()
    {
        var saved = Volatile.Read(ref _saved);
        // Losing a race loses a tenth of a retry.
        if (saved < Ceiling)
            Interlocked.CompareExchange(ref _saved, saved + 1, saved);
    }

    public bool TrySpend()
    {
        int saved;
        do
        {
            saved = Volatile.Read(ref _saved);
            if (saved < Price)
                return false;
        }
        while (Interlocked.CompareExchange(ref _saved, saved - Price, saved) != saved);
        return true;
    }
}
