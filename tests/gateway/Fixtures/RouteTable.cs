using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Tests.Fixtures;

/// <summary>The route table of the running gateway: a new route is tested without changing a test.</summary>
internal static class RouteTable
{
    public static IEnumerable<(HttpMethod Method, string Path, string Scope)> Operations(GatewayFixture gateway) =>
        from route in gateway.Services.GetRequiredService<IProxyStateLookup>().GetRoutes()
        let scope = route.Config.Metadata?.GetValueOrDefault("Scope")
        where scope is not null
        from method in route.Config.Match.Methods!
        where method != "HEAD"
        select (HttpMethod.Parse(method), Example(route.Config.Match.Path!), scope);

    private static string Example(string path) =>
        path.Replace("{**rest}", "x", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal);
}
