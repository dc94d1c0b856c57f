using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Limits the concurrent requests per service (<c>Limits:ConcurrentRequests</c>). More requests would only queue in this gateway's memory;
/// with a 503 the client retries later instead.
/// </summary>
internal sealed class ConcurrencyLimit(RequestDelegate next, IOptions<RequestLimitOptions> options)
{
    private readonly int _max = options.Value.ConcurrentRequests;
    private readonly ConcurrentDictionary<string, StrongBox<int>> _running = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.ClusterId is not { } cluster)
        {
            await next(context);
            return;
        }

        var running = _running.GetOrAdd(cluster, static _ => new StrongBox<int>());
        try
        {
            if (Interlocked.Increment(ref running.Value) > _max)
            {
                context.Response.Headers.RetryAfter = "1";
                await Problem.Of(
                    StatusCodes.Status503ServiceUnavailable, "overloaded",
                    "Too many requests are being served. Retry after the indicated delay.").ExecuteAsync(context);
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref running.Value);
        }
    }
}
