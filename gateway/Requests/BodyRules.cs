using Passinstance.Gateway.Forwarding;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Requests;

/// <summary>
/// Refuses a body that is too large or of a kind the route does not take, before anything is read, looked up or forwarded. A body without
/// a declared length is counted while it is read.
/// </summary>
internal sealed class BodyRules(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } route)
            return next(context);

        var request = context.Request;
        if (request.ContentLength > route.MaximumBody)
        {
            // What the client still sends is not worth reading.
            context.Response.Headers.Connection = "close";
            return TooLarge(route.MaximumBody.Value).ExecuteAsync(context);
        }

        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (hasBody && request.Headers.ContentEncoding.Count > 0)
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_content_encoding", "Send the body uncompressed, without Content-Encoding.").ExecuteAsync(context);
        if (hasBody && route.JsonOnly && !IsJson(request.ContentType))
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as JSON with Content-Type: application/json.").ExecuteAsync(context);
        return next(context);
    }

    public static Problem TooLarge(long limit) =>
        Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The request body is larger than the {limit} bytes this operation takes. Send less at a time.");

    private static bool IsJson(string? contentType) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { } media &&
        (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) ||
         (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
}
