using Microsoft.Net.Http.Headers;

namespace Passinstance.Dashboard.SignIn;

/// <summary>
/// The security headers of every response. Scripts, styles, fonts and connections come from this deployment alone, and nothing is inline:
/// no component of a page has a <c>style</c> attribute.
/// </summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
        "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.ContentType.ToString().StartsWith("text/html", StringComparison.Ordinal))
                headers[HeaderNames.CacheControl] = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
