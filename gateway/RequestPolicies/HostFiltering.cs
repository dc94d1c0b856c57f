using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>The list <c>Hosts</c>: host names of this deployment in addition to that of <c>Deployment:PublicUrl</c>.</summary>
internal sealed class HostFilteringOptions
{
    public string[] Hosts { get; set; } = [];
}

/// <summary>
/// Responds 421 to a request for a host that is not this deployment's. This defeats DNS rebinding, and a cache in front of the gateway
/// stores nothing under a host name that an attacker chose. Health checks are exempt, because probes call by IP address.
/// </summary>
internal sealed class HostFiltering
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly RequestDelegate _next;
    private readonly FrozenSet<string> _hosts;

    public HostFiltering(RequestDelegate next, DeploymentOptions deployment, IOptions<HostFilteringOptions> options)
    {
        _next = next;
        List<string> hosts = [new HostString(new Uri(deployment.PublicUrl).Authority).Host, .. options.Value.Hosts];
        if (deployment.Environment == "local")
            hosts.AddRange(Loopback);

        _hosts = hosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    // The port is not compared: forwarded ports are common.
    public Task InvokeAsync(HttpContext context) =>
        _hosts.Contains(context.Request.Host.Host) || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? _next(context)
            : Problem.Of(
                StatusCodes.Status421MisdirectedRequest, "unknown_host",
                "This address does not serve that host. Call the API by its own name; an administrator can add names with Hosts__0.")
                .ExecuteAsync(context);
}
