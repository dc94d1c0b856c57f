using Passinstance.Gateway.RequestPolicies;
using Passinstance.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Writes the problems of the gateway itself: no such route, and failures on the way to and from a service.</summary>
internal sealed class GatewayProblemWriter(ApiVersions versions) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => Explain(context) is not null;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = Explain(context)!;
        if (problem.StatusCode is 502 or 503 or 504 && context.HttpContext.Response.Headers.RetryAfter.Count == 0)
            context.HttpContext.Response.Headers.RetryAfter = "1";

        return new ValueTask(problem.ExecuteAsync(context.HttpContext));
    }

    private Problem? Explain(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var failure = http.Features.Get<IForwarderErrorFeature>();
        if (FindBadRequest(failure?.Exception) is { StatusCode: StatusCodes.Status413PayloadTooLarge })
            return BodyRules.TooLarge(http.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>()?.MaxSizeOf(http.Request.ContentType) ?? 0);

        // When the route's timeout ends, YARP reports a canceled request and status 400, although the client is still connected.
        var timedOut = failure?.Error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled &&
            !http.RequestAborted.IsCancellationRequested;
        return (timedOut ? StatusCodes.Status504GatewayTimeout : http.Response.StatusCode) switch
        {
            StatusCodes.Status404NotFound => versions.UnknownPath(http.Request.Path),
            StatusCodes.Status502BadGateway => Problem.Of(
                502, "service_unreachable",
                "The service behind this operation did not respond properly. Retry after the indicated delay, with the same " +
                "Idempotency-Key."),
            StatusCodes.Status503ServiceUnavailable => Problem.Of(
                503, "service_unavailable",
                "The service behind this operation is not available. Retry after the indicated delay, with the same Idempotency-Key."),
            StatusCodes.Status504GatewayTimeout => Problem.Of(
                504, "timeout",
                "The operation took too long. Retry it with the same Idempotency-Key, or check whether it took effect."),
            _ => null,
        };
    }

    private static BadHttpRequestException? FindBadRequest(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is BadHttpRequestException bad)
                return bad;

            if (exception is AggregateException { InnerExceptions: var several })
                return several.Select(FindBadRequest).FirstOrDefault(found => found is not null);
        }

        return null;
    }
}
