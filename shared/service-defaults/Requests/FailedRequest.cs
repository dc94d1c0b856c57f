using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Telemetry;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>What the log says about a failed request.</summary>
public static class FailedRequest
{
    private static readonly object CodeKey = new();
    private static readonly object CallerKey = new();

    /// <summary>Notes that this process responds with an error. Only that process logs the request, so each has one line.</summary>
    /// <param name="context">The request.</param>
    /// <param name="code">The error code.</param>
    public static void Mark(HttpContext context, string code)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[CodeKey] = code;
    }

    /// <summary>Notes who calls, for a process that does not read it from the internal token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="organizationId">The public id, <c>org_...</c>.</param>
    /// <param name="keyId">The public id of the key or client.</param>
    public static void SetCaller(HttpContext context, string organizationId, string keyId)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[CallerKey] = (organizationId, keyId);
    }

    internal static string? CodeOf(HttpContext context) => context.Items.TryGetValue(CodeKey, out var code) ? (string)code! : null;

    internal static (string? OrganizationId, string? KeyId) CallerOf(HttpContext context) =>
        context.Items.TryGetValue(CallerKey, out var caller)
            ? ((string, string))caller!
            : (context.User.FindFirst(InternalToken.OrganizationClaim)?.Value, context.User.FindFirst(InternalToken.KeyClaim)?.Value);
}

/// <summary>
/// Writes one line for each request that fails, under the id that the response shows as <c>requestId</c>. A client's mistake is not an
/// error of the system, so the level is Information; what fails inside is logged where it fails.
/// </summary>
internal sealed partial class FailedRequestLog(RequestDelegate next, ILogger<FailedRequestLog> logger)
{
    private const int MaxPath = 300;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var status = context.Response.StatusCode;
        if (status < 400 || FailedRequest.CodeOf(context) is not { } code)
            return;
        var (organizationId, keyId) = FailedRequest.CallerOf(context);
        LogFailed(context.TraceIdentifier, status, code, context.Request.Method, PathOf(context), organizationId ?? "-", keyId ?? "-");
    }

    private static string PathOf(HttpContext context) =>
        TextCut.Shorten(SafePath.Of(context.Request.Path.ToUriComponent()), MaxPath);

    [LoggerMessage(
        LogLevel.Information,
        "Request {RequestId} failed with {Status} {Code}: {Method} {Path}, organization {OrganizationId}, key {KeyId}.")]
    private partial void LogFailed(
        string requestId, int status, string code, string method, string path, string organizationId, string keyId);
}
