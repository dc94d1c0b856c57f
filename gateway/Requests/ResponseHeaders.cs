using Passinstance.Gateway.Versions;
using Passinstance.ServiceDefaults;

namespace Passinstance.Gateway.Requests;

/// <summary>On every answer: what protects a browser that shows it, and nothing that tells which software made it.</summary>
internal sealed class ResponseHeaders(RequestDelegate next, DeploymentOptions deployment, ApiVersions versions)
{
    private readonly ApiVersions _versions = versions;
    private readonly bool _https = deployment.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var (context, self) = ((HttpContext, ResponseHeaders))state;
            var headers = context.Response.Headers;
            headers.Remove("Server");
            headers.Remove("X-Powered-By");
            headers.XContentTypeOptions = "nosniff";
            Default(headers, "Referrer-Policy", "no-referrer");
            Default(headers, "X-Frame-Options", "DENY");
            if (self._https)
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            {
                Default(headers, "Cache-Control", "no-store");
                Default(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
                self._versions.Headers(context.Request.Path)?.Apply(headers);
            }
            return Task.CompletedTask;
        }, (context, this));
        return next(context);
    }

    private static void Default(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name))
            headers[name] = value;
    }
}
