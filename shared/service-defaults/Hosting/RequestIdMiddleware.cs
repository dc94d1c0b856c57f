using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>
/// Carries the request id that the gateway made through this process and back in <c>X-Request-Id</c>. An id of another form, or none, is
/// replaced by a fresh one.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    internal const string Header = "X-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        context.TraceIdentifier = given.Count == 1 && IsPlausible(given[0]) ? given[0]! : Guid.NewGuid().ToString("N");
        context.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            http.Response.Headers[Header] = http.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static bool IsPlausible(string? id) =>
        id is { Length: >= 8 and <= 64 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
