using System.Collections.Frozen;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Gives the request an id and removes all headers with which a client could pretend to be another client (identity, proxy, method override
/// and connection headers).
/// </summary>
/// <remarks>
/// A client's own <c>X-Request-Id</c> is not used: two clients could choose the same, and support would look at the wrong request. It is
/// not returned either; support needs the <c>X-Request-Id</c> of the response.
/// </remarks>
internal sealed class HeaderSanitizer(RequestDelegate next, TimeProvider time)
{
    private static readonly FrozenSet<string> Removed = new[]
    {
        "Forwarded", "Via", "True-Client-IP", "CF-Connecting-IP", "Client-IP", "X-Client-IP", "X-Real-IP", "X-Cluster-Client-IP",
        "X-Original-URL", "X-Original-Method", "X-Rewrite-URL", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override",
        "X-Organization-Id", "X-Org-Id", "X-Key-Id", "X-Scopes", "X-Environment", "X-Auth-Request-User", "X-Remote-User", "Remote-User",
        // The gateway starts the trace: a client can neither join nor flood it.
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
        // YARP would drop the headers that Connection lists, including the gateway's own. Only the dashboard's socket is upgraded.
        "Connection", "Keep-Alive", "Upgrade", "Proxy-Connection", "Proxy-Authorization", "TE", "HTTP2-Settings",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] RemovedPrefixes =
    [
        "X-Forwarded", "X-Internal", "X-Tenant", "X-User", "X-Passinstance", "X-Envoy", "X-Original-", "X-Ms-Client-Principal", "X-Amzn-",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var isSocket = IsDashboardSocket(context.Request);
        List<string>? removed = null;
        foreach (var (name, _) in headers)
        {
            if (Removed.Contains(name) || HasRemovedPrefix(name))
                (removed ??= []).Add(name);
        }

        foreach (var name in removed ?? [])
            headers.Remove(name);

        // Written anew: what else the client listed in Connection is gone.
        if (isSocket)
            (headers.Connection, headers.Upgrade) = ("Upgrade", "websocket");

        headers["X-Request-Id"] = TypeId.Format("req", TypeId.NewGuid(time));
        return next(context);
    }

    // The one path on which a connection may become a WebSocket: the dashboard's pages are kept up to date through it.
    private static bool IsDashboardSocket(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path == "/dashboard/_blazor" &&
        request.Headers.Upgrade is [{ } protocol] && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private static bool HasRemovedPrefix(string name)
    {
        if (name.Length == 0 || (name[0] | 0x20) != 'x')
            return false;

        foreach (var prefix in RemovedPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
