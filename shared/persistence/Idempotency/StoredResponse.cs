using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Persistence.Idempotency;

/// <summary>A response as it is stored and replayed.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">The headers that belong to the response and not to the connection or the request.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record StoredResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal const string ReplayedHeader = "Idempotent-Replayed";

    private static readonly string[] Kept = [HeaderNames.ContentType, HeaderNames.Location, HeaderNames.ETag];

    internal static StoredResponse Of(HttpResponse response, byte[] body) => new(
        response.StatusCode,
        Kept.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString()),
        body);

    internal static StoredResponse Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<StoredResponse>(json)!;

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    internal async Task ReplayAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        response.Headers[ReplayedHeader] = "true";
        await SendAsync(response, Body, cancellationToken);
    }

    internal static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // A response without a body, such as 204, must not have a Content-Length.
        if (body.IsEmpty)
            return;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellationToken);
    }
}
