using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

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

        await (await ExplainAsync(bad, httpContext, cancellationToken)).ExecuteAsync(httpContext);
        return true;
    }

    private static async Task<Problem> ExplainAsync(BadHttpRequestException bad, HttpContext context, CancellationToken cancellationToken)
    {
        if (bad.InnerException is not JsonException || !context.Request.Body.CanSeek)
            return Explain(bad, context.Request, body: null);
        if (await ReadSyntaxErrorAsync(context.Request, cancellationToken) is { } syntaxError)
            return Malformed(syntaxError);
        context.Request.Body.Position = 0;
        using var body = await JsonDocument.ParseAsync(
            context.Request.Body, new JsonDocumentOptions { AllowDuplicateProperties = true }, cancellationToken);
        return FindBodyErrors(bad, context, body.RootElement) is { Count: > 0 } errors
            ? Problem.Invalid(errors)
            : Explain(bad, context.Request, body.RootElement);
    }

    // The binder stops at the first value it cannot read. A body that is not JSON at all is reported as such, whatever comes before the
    // error.
    private static async Task<JsonException?> ReadSyntaxErrorAsync(HttpRequest request, CancellationToken cancellationToken)
    {
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

    // The binder stops at the first value that does not fit. The body is compared again with the type that the endpoint reads.
    private static IReadOnlyList<InvalidValue> FindBodyErrors(BadHttpRequestException bad, HttpContext context, JsonElement body)
    {
        var patched = (bad as UnfitMergeException)?.Type;
        // The exception handler has taken the endpoint out of the request.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return (patched ?? endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType) is { } type
            ? BodyErrors.Find(body, type, isPatch: patched is not null) : [];
    }

    private static Problem Malformed(JsonException json) =>
        Problem.Malformed(
            $"The body is not valid JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine}). Check quotes, commas and braces.");

    private static Problem Explain(BadHttpRequestException bad, HttpRequest request, JsonElement? body) => bad switch
    {
        UnreadableRequestException own => Problem.Malformed(own.Message),
        { InnerException: JsonException json } => Explain(json, body),
        { StatusCode: StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType } =>
            ProblemWriter.For(bad.StatusCode, request),
        _ when bad.Message.Contains("body was provided", StringComparison.OrdinalIgnoreCase) =>
            Problem.Malformed("Send a JSON object as the request body."),
        { StatusCode: StatusCodes.Status408RequestTimeout } =>
            Problem.Of(StatusCodes.Status408RequestTimeout, "bad_request", "The body arrived too slowly. Send the request again."),
        // The message is the framework's and names its types.
        _ => Problem.Malformed("The request cannot be parsed. Compare its path, query and headers with the reference in /docs."),
    };

    private static Problem Explain(JsonException json, JsonElement? body) =>
        // Exceptions of the JSON reader mean text that is not JSON; all others come from a value that does not fit.
        json.InnerException is JsonException || json.Path is null
            ? Malformed(json) : Problem.Invalid([UnfitJson.Explain(json, body: body)]);
}
