using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>
/// Turns a body or parameter that ASP.NET Core could not bind into 400 (not JSON at all) or 422 with a pointer (JSON, but a value of the
/// wrong kind or an unknown member).
/// </summary>
internal sealed class UnreadableRequestHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected: there is no response to send, and it is not our error.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (exception is not BadHttpRequestException bad)
            return false;

        var problem = bad.InnerException is JsonException &&
            await ReadSyntaxErrorAsync(httpContext.Request, cancellationToken) is { } syntaxError
            ? Malformed(syntaxError)
            : Explain(bad, httpContext.Request);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    // The binder stops at the first value it cannot read. A body that is not JSON at all is reported as such, whatever comes before the
    // error.
    private static async Task<JsonException?> ReadSyntaxErrorAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Body.CanSeek)
            return null;
        request.Body.Position = 0;
        try
        {
            using var _ = await JsonDocument.ParseAsync(
                request.Body, new JsonDocumentOptions { AllowDuplicateProperties = true }, cancellationToken);
            return null;
        }
        catch (JsonException exception)
        {
            return exception;
        }
    }

    private static Problem Malformed(JsonException json) =>
        Problem.Malformed(
            $"The body is not valid JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine}). Check quotes, commas and braces.");

    private static Problem Explain(BadHttpRequestException bad, HttpRequest request) => bad switch
    {
        { InnerException: JsonException json } => Explain(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType } =>
            ProblemWriter.For(bad.StatusCode, request),
        _ when bad.Message.Contains("body was provided", StringComparison.OrdinalIgnoreCase) =>
            Problem.Malformed("Send a JSON object as the request body."),
        _ => Problem.Malformed(bad.Message),
    };

    private static Problem Explain(JsonException json) =>
        // Exceptions of the JSON reader mean text that is not JSON; all others come from a value that does not fit.
        json.InnerException is JsonException || json.Path is null ? Malformed(json) : Problem.Invalid([UnfitJson.Explain(json)]);
}
