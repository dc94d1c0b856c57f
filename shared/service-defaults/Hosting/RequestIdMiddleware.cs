using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>
/// Carries the gateway's request id through this process and back in <c>X-Request-Id</c>. A malformed or missing id is replaced by a new
/// one.
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
