using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Benchmarks.Gateway;

/// <summary>
/// What the gateway is compared with: the least that a backend and a YARP proxy can be. Each runs in a process of its own.
/// </summary>
internal static class TrivialServers
{
    public static readonly byte[] Body = """{"id":"pas_01jd8zk3m5f6qv0s3w2x4y5z6a","status":"active"}"""u8.ToArray();

    public static async Task<int> BackendAsync(CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Body.Length;
            return context.Response.Body.WriteAsync(Body).AsTask();
        });
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    public static async Task<int> BareProxyAsync(string backend, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "backend",
                Destinations = new Dictionary<string, DestinationConfig> { ["primary"] = new() { Address = backend } } }]);
        await using WebApplication app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
        return 0;
    }
}
