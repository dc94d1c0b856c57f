using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Passinstance.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Model;

namespace Passinstance.Gateway.Requests;

/// <summary>
/// The most requests a service is given at once. More would only wait behind the others, in our memory; a client that is told to come
/// back does not. Section <c>Limits:ConcurrentRequests</c>, per cluster.
/// </summary>
internal sealed class ConcurrencyLimit(RequestDelegate next, IConfiguration configuration)
{
    private readonly int _maximum = configuration.GetValue("Limits:ConcurrentRequests", 512);
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
            if (Interlocked.Increment(ref running.Value) > _maximum)
            {
                context.Response.Headers.RetryAfter = "1";
                await Problem.Of(StatusCodes.Status503ServiceUnavailable, "overloaded", "Too many requests are being served. Retry after the indicated delay.").ExecuteAsync(context);
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
