using System.Collections;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.ServiceDefaults.Status;
using Passinstance.ServiceDefaults.Telemetry;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.ServiceDefaults.Logging;

/// <summary>
/// One line per request, under the id that the response shows as <c>requestId</c>: for each that fails, in the program that decided the
/// response; and in the gateway, unless <c>Logging:Requests</c> is off, for every other request as well. A client's mistake is not an error
/// of the system, so the level is Information; what fails inside is logged where it fails. Everything that is logged on the way carries the
/// request's id, organization and credential.
/// </summary>
internal sealed partial class RequestLog(
    RequestDelegate next, IConfiguration configuration, RequestRates rates, ILogger<RequestLog> logger)
{
    private const int MaxPath = 300;
    private readonly bool _logsAll = configuration.GetValue<bool>(LogOutput.RequestsSetting);

    public async Task InvokeAsync(HttpContext context)
    {
        var scope = new RequestScope(context);
        using (logger.BeginScope(scope))
        {
            var from = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                Activity.Current?.SetTag("passinstance.request_id", context.TraceIdentifier)
                    .SetTag("passinstance.organization_id", scope.Caller.OrganizationId);
            }

            LogEnd(context, scope, Stopwatch.GetElapsedTime(from));
        }
    }

    private void LogEnd(HttpContext context, RequestScope scope, TimeSpan duration)
    {
        var status = context.Response.StatusCode;
        var isNoProbe = IsNoProbe(context);
        if (isNoProbe)
            rates.Count(status);
        var code = status >= 400 ? FailedRequest.CodeOf(context) : null;
        if ((code is null && !(_logsAll && isNoProbe)) || !logger.IsEnabled(LogLevel.Information))
            return;
        var (organizationId, keyId) = scope.Caller;
        var milliseconds = Math.Round(duration.TotalMilliseconds, 1);
        if (code is not null)
        {
            LogFailed(
                context.TraceIdentifier, status, code, context.Request.Method, PathOf(context), organizationId ?? "-", keyId ?? "-",
                milliseconds);
        }
        else
        {
            LogRequest(
                context.TraceIdentifier, status, context.Request.Method, PathOf(context), organizationId ?? "-", keyId ?? "-",
                milliseconds);
        }
    }

    private static bool IsNoProbe(HttpContext context) => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);

    private static string PathOf(HttpContext context) =>
        TextCut.Shorten(SafePath.Of(context.Request.Path.ToUriComponent()), MaxPath);

    [LoggerMessage(
        LogLevel.Information,
        "Request {RequestId} failed with {Status} {Code}: {Method} {Path}, organization {OrganizationId}, key {KeyId}, {Milliseconds} ms.")]
    private partial void LogFailed(
        string requestId, int status, string code, string method, string path, string organizationId, string keyId, double milliseconds);

    [LoggerMessage(
        LogLevel.Information,
        "Request {RequestId} returned {Status}: {Method} {Path}, organization {OrganizationId}, key {KeyId}, {Milliseconds} ms.")]
    private partial void LogRequest(
        string requestId, int status, string method, string path, string organizationId, string keyId, double milliseconds);
}

/// <summary>What log lines of a request have in common; read when a line is written, because the caller is known only later.</summary>
internal sealed class RequestScope(HttpContext context) : IEnumerable<KeyValuePair<string, object?>>
{
    internal (string? OrganizationId, string? KeyId) Caller => FailedRequest.CallerOf(context);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return new("RequestId", context.TraceIdentifier);
        var (organizationId, keyId) = Caller;
        if (organizationId is not null)
            yield return new("OrganizationId", organizationId);
        if (keyId is not null)
            yield return new("KeyId", keyId);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => context.TraceIdentifier;
}
