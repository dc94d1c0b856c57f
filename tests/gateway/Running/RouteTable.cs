using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;

namespace Passinstance.Gateway.Tests.Running;

/// <summary>The route table as the running gateway has it: what is added to it is tested without anybody remembering to.</summary>
internal static class RouteTable
{
    public static IEnumerable<(HttpMethod Method, string Path, string Scope)> Operations(RunningGateway gateway) =>
        from route in gateway.Services.GetRequiredService<IProxyStateLookup>().GetRoutes()
        let scope = route.Config.Metadata?.GetValueOrDefault("Scope")
        where scope is not null
        from method in route.Config.Match.Methods!
        where method != "HEAD"
        select (HttpMethod.Parse(method), route.Config.Match.Path!.Replace("{**rest}", "x", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal), scope);
}
