using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.Gateway.Forwarding;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Requests;

/// <summary>
/// Refuses a body that is too large or of a kind the route does not take, before anything is read, looked up or forwarded. A body without
/// a declared length is counted while it is read.
/// </summary>
internal sealed class BodyRules(RequestDelegate next)
{
    private const long MaximumDrained = 64 * 1024 * 1024;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoutePolicy>() is not { } route)
            return next(context);

        var request = context.Request;
        if (request.ContentLength > route.MaximumBody)
            return RefuseAsync(context, route.MaximumBody.Value);

        var hasBody = request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
        if (hasBody && request.Headers.ContentEncoding.Count > 0)
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_content_encoding", "Send the body uncompressed, without Content-Encoding.").ExecuteAsync(context);
        if (hasBody && route.JsonOnly && !IsJson(request.ContentType))
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the body as JSON with Content-Type: application/json.").ExecuteAsync(context);
        return next(context);
    }

    public static Problem TooLarge(long limit) =>
        Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The request body is larger than the {limit} bytes this operation takes. Send less at a time.");

    // Many clients read the answer only after they have sent everything, and would see a broken connection instead. So what they send
    // is thrown away for a while before the connection closes.
    private static async Task RefuseAsync(HttpContext context, long limit)
    {
        context.Response.Headers.Connection = "close";
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        await TooLarge(limit).ExecuteAsync(context);
        await context.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Linger);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var drained = 0L;
            int read;
            while (drained < MaximumDrained && (read = await context.Request.Body.ReadAsync(buffer, patience.Token)) > 0)
                drained += read;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone or is too slow; the answer is out.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsJson(string? contentType) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { } media &&
        (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) ||
         (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));
}
