using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Rejects a body that is too large or of a type the route does not accept, before anything is read, looked up or forwarded. A body without
/// a declared length is counted while it is read.
/// </summary>
internal sealed class BodyRules(RequestDelegate next)
{
    private const long MaxDrained = 64 * 1024 * 1024;
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } route)
            return next(context);

        var request = context.Request;
        var limit = route.MaxSizeOf(request.ContentType);
        if (request.ContentLength > limit)
            return RejectAsync(context, limit.Value);
        // A body without a length is counted by the server.
        if (limit < route.MaxBodySize && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;

        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (hasBody && request.Headers.ContentEncoding.Count > 0)
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_content_encoding",
                "Send the body uncompressed, without Content-Encoding.").ExecuteAsync(context);
        }

        if (hasBody && route.MediaTypes is { } accepted && !IsAccepted(request.ContentType, accepted))
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", accepted.Count == 1
                    ? "Send the body as JSON with Content-Type: application/json."
                    : $"Send the body with one of these as its Content-Type: {string.Join(", ", accepted)}.").ExecuteAsync(context);
        }

        return next(context);
    }

    public static Problem TooLarge(long limit) => Problem.Of(
        StatusCodes.Status413PayloadTooLarge, "body_too_large",
        $"The request body is larger than the {limit} bytes that this operation accepts. Send less at a time.");

    // Many clients read the response only after they have sent the whole body, and would see a broken connection instead. So the body is
    // read and discarded for a while before the connection closes.
    private static async Task RejectAsync(HttpContext context, long limit)
    {
        context.Response.Headers.Connection = "close";
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        await TooLarge(limit).ExecuteAsync(context);
        await context.Response.CompleteAsync();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeout.CancelAfter(DrainTimeout);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var drained = 0L;
            int read;
            while (drained < MaxDrained && (read = await context.Request.Body.ReadAsync(buffer, timeout.Token)) > 0)
                drained += read;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has disconnected or is too slow; the response has been sent.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static bool IsJson(string? contentType) => IsAccepted(contentType, [RoutePolicy.Json]);

    private static bool IsAccepted(string? contentType, IReadOnlyList<string> accepted) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { } media &&
        (accepted.Contains(media, StringComparer.OrdinalIgnoreCase) ||
         (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) &&
          media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
}
