using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>Adds the platform's error body to the errors of ASP.NET Core itself (unknown route, wrong method, wrong media type).</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        return new ValueTask(For(status, http.Request).ExecuteAsync(http));
    }

    private static string Allowed(HttpResponse response)
    {
        var methods = response.Headers.Allow.ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (methods.Count == 0)
            return "See /docs for the operations of this path.";
        // HEAD reaches what GET reaches, which the routes do not say.
        if (methods.IndexOf("GET") is >= 0 and var get && !methods.Contains("HEAD"))
        {
            methods.Insert(get + 1, "HEAD");
            response.Headers.Allow = string.Join(", ", methods);
        }

        return $"Use {string.Join(" or ", methods)}.";
    }

    internal static Problem For(int status, HttpRequest request) => status switch
    {
        404 =>
            Problem.Of(
                404, "not_found", $"There is no {request.Method} {request.Path} in this API. See /docs for the list of operations."),
        405 =>
            Problem.Of(
                405, "method_not_allowed", $"{request.Path} does not support {request.Method}. {Allowed(request.HttpContext.Response)}"),
        413 => Problem.Of(413, "body_too_large", "The request body is too large. See the limits in /docs and send less at a time."),
        415 => Problem.Of(415, "unsupported_media_type", "Send the body as JSON with Content-Type: application/json."),
        401 => Problem.Unauthorized("Send a valid API key as X-API-Key or Authorization: Bearer."),
        403 => Problem.Forbidden("The credential does not allow this operation."),
        >= 500 =>
            Problem.Of(
                status, "internal_error",
                "The request failed on our side. Retry it with the same Idempotency-Key. If the error persists, report the requestId."),
        _ => Problem.Of(status, "bad_request", "The request could not be handled. See /docs for the expected format."),
    };
}
