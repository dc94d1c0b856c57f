using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>Adds security headers to every response and removes headers that name the software.</summary>
internal sealed class ResponseHeaders(RequestDelegate next, DeploymentOptions deployment, ApiVersions versions)
{
    private readonly ApiVersions _versions = versions;
    private readonly bool _https = deployment.PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var (context, self) = ((HttpContext, ResponseHeaders))state;
            self.Apply(context);
            return Task.CompletedTask;
        }, (context, this));
        return next(context);
    }

    private void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Remove("Server");
        headers.Remove("X-Powered-By");
        headers.XContentTypeOptions = "nosniff";
        SetDefault(headers, "Referrer-Policy", "no-referrer");
        SetDefault(headers, "X-Frame-Options", "DENY");
        if (_https)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";

        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            SetDefault(headers, "Cache-Control", "no-store");
            SetDefault(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            _versions.FindHeaders(context.Request.Path)?.Apply(headers);
        }
    }

    private static void SetDefault(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name))
            headers[name] = value;
    }
}
