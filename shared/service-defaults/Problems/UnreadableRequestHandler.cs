using System.Text;
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
            // The client has gone: there is nobody to answer, and it is not our error.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        if (exception is not BadHttpRequestException bad)
            return false;

        var problem = bad.InnerException is JsonException && await ReadSyntaxErrorAsync(httpContext.Request, cancellationToken) is { } syntaxError
            ? Malformed(syntaxError)
            : Explain(bad, httpContext.Request);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    // The binder stops at the first thing it cannot take. A body that is no JSON at all is told so, whatever stands before the break.
    private static async Task<JsonException?> ReadSyntaxErrorAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.Body.CanSeek)
            return null;
        request.Body.Position = 0;
        try
        {
            using var _ = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = true }, cancellationToken);
            return null;
        }
        catch (JsonException exception)
        {
            return exception;
        }
    }

    private static Problem Malformed(JsonException json) =>
        Problem.Malformed($"The body is not valid JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine}). Check quotes, commas and braces.");

    private static Problem Explain(BadHttpRequestException bad, HttpRequest request) => bad switch
    {
        { InnerException: JsonException json } => Explain(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType } => ProblemWriter.For(bad.StatusCode, request),
        _ when bad.Message.Contains("body was provided", StringComparison.OrdinalIgnoreCase) => Problem.Malformed("Send a JSON object as the request body."),
        _ => Problem.Malformed(bad.Message),
    };

    private static Problem Explain(JsonException json)
    {
        // The reader's own exceptions mean text that is not JSON; all others come from a value that does not fit.
        if (json.InnerException is JsonException || json.Path is null)
            return Malformed(json);

        var pointer = ToPointer(json.Path);
        if (json.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return Problem.Invalid(pointer, "unknown_member", $"The API has no member at {pointer}. Check its spelling, or leave it out.");
        if (json.Message.Contains("missing required properties", StringComparison.Ordinal))
            return Problem.Invalid(pointer, "required", $"The value at {(pointer.Length == 0 ? "/" : pointer)} lacks a required member. See /docs for its form.");
        return Problem.Invalid(pointer, "wrong_type", $"The value at {(pointer.Length == 0 ? "/" : pointer)} is of the wrong kind or form. See /docs for what it takes.");
    }

    /// <summary>From <c>$.fields['a.b'].value[0]</c> to <c>/fields/a.b/value/0</c>.</summary>
    internal static string ToPointer(string path)
    {
        var pointer = new StringBuilder();
        for (var i = 1; i < path.Length;)
        {
            int end;
            string name;
            if (path.AsSpan(i).StartsWith("['"))
            {
                end = path.IndexOf("']", i, StringComparison.Ordinal);
                if (end < 0) break;
                name = path[(i + 2)..end];
                end += 2;
            }
            else if (path[i] == '[')
            {
                end = path.IndexOf(']', i);
                if (end < 0) break;
                name = path[(i + 1)..end];
                end++;
            }
            else
            {
                end = path.AsSpan(i + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : end + i + 1;
                name = path[(i + 1)..end];
            }

            pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            i = end;
        }

        return pointer.ToString();
    }
}
