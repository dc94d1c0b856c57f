using System.Net.Http.Headers;
using System.Text.Json;

namespace Passinstance.Dashboard.SignIn;

/// <summary>
/// Files of the API for the person who is signed in: a browser has no token to ask for them itself. The response is passed on as it
/// arrives, so that its size does not matter.
/// </summary>
internal sealed class ApiDownloads(SessionStore sessions, IHttpMessageHandlerFactory handlers, GatewayClient gateway)
{
    /// <summary>Passes a response of the API on as a file to save; an error is a sentence.</summary>
    /// <param name="path">The path below the API with its query.</param>
    /// <param name="accept">The media type.</param>
    /// <param name="fileName">The name that the browser saves it under.</param>
    public async Task SendAsync(HttpContext context, string path, string accept, string fileName)
    {
        var (response, cancellationToken) = (context.Response, context.RequestAborted);
        if (sessions.Find(context.User.FindFirst(SessionAuthentication.SessionClaim)?.Value) is not { } session)
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var http = new HttpClient(new SessionToken(session, handlers.CreateHandler(GatewayClient.ClientName)))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{gateway.Api.AbsoluteUri}/{path}"));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (!answer.IsSuccessStatusCode)
        {
            response.StatusCode = (int)answer.StatusCode;
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(MessageOf(await answer.Content.ReadAsStringAsync(cancellationToken)), cancellationToken);
            return;
        }

        response.ContentType = answer.Content.Headers.ContentType?.ToString() ?? accept;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        try
        {
            await answer.Content.CopyToAsync(response.Body, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Half a file must not look whole.
            context.Abort();
        }
    }

    private static string MessageOf(string body)
    {
        try
        {
            return JsonElement.Parse(body).GetProperty("message").GetString()!;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return T("The API did not respond as expected. Try again in a moment.");
        }
    }
}

/// <summary>The files that pages link to.</summary>
internal static class DownloadEndpoints
{
    /// <summary>The filters of the audit log, which its export has, too.</summary>
    public static readonly string[] AuditLogFilters = ["actor", "operation", "resource", "since", "until"];

    public static void MapDownloads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/downloads/audit-log.ndjson", static (HttpContext context, ApiDownloads downloads) =>
        {
            var filters = AuditLogFilters.Select(name => KeyValuePair.Create<string, string?>(name, context.Request.Query[name]))
                .Where(filter => !string.IsNullOrEmpty(filter.Value));
            return downloads.SendAsync(context, $"audit-log{QueryString.Create(filters)}", "application/x-ndjson", "audit-log.ndjson");
        }).RequireAuthorization();
        endpoints.MapGet("/downloads/exports/{id}", static (string id, HttpContext context, ApiDownloads downloads) =>
            downloads.SendAsync(
                context, $"exports/{Uri.EscapeDataString(id)}/download", "application/x-ndjson", "passinstance-export.ndjson"))
            .RequireAuthorization();
        endpoints.MapGet("/downloads/batches/{id}.csv", static (string id, HttpContext context, ApiDownloads downloads) =>
            downloads.SendAsync(context, $"batch/{Uri.EscapeDataString(id)}/results?format=csv", "text/csv", "passes.csv"))
            .RequireAuthorization();
        endpoints.MapGet(
            "/downloads/certificate-requests/{id}", static (string id, HttpContext context, ApiDownloads downloads) =>
                downloads.SendAsync(
                    context, $"wallet-identities/{Uri.EscapeDataString(id)}/request", "application/x-pem-file",
                    "passinstance.certSigningRequest")).RequireAuthorization();
    }
}
