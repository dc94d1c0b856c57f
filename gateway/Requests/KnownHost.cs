using System.Collections.Frozen;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Requests;

/// <summary>
/// Answers 421 to a request for a host that is not this deployment's: its own is that of <c>Deployment:PublicUrl</c>, more stand in
/// <c>Hosts</c>. A page of a stranger whose name was made to lead here (DNS rebinding) gets nothing, and no cache in front keeps an answer under
/// a name that somebody else chose. Health is asked for by address.
/// </summary>
internal sealed class KnownHost
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly RequestDelegate _next;
    private readonly FrozenSet<string> _hosts;

    public KnownHost(RequestDelegate next, DeploymentOptions deployment, IConfiguration configuration)
    {
        _next = next;
        List<string> hosts = [new HostString(new Uri(deployment.PublicUrl).Authority).Host, .. configuration.GetSection("Hosts").Get<string[]>() ?? []];
        if (deployment.Environment == "local")
            hosts.AddRange(Loopback);
        _hosts = hosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public Task InvokeAsync(HttpContext context) =>
        // The port is not looked at: forwarded ports are common, and who chose the port chose no name.
        _hosts.Contains(context.Request.Host.Host) || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? _next(context)
            : Problem.Of(StatusCodes.Status421MisdirectedRequest, "unknown_host", "This address does not serve that host. Call the API by its own name; an administrator can add names with Hosts__0.").ExecuteAsync(context);
}
