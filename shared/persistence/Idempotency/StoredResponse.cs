using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Ids;

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

    /// <summary>The id of the resource that the body shows; null when it shows none.</summary>
    [JsonIgnore]
    internal string? ResourceId
    {
        get
        {
            var reader = new Utf8JsonReader(Body);
            try
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                    return null;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isId = reader.ValueTextEquals("id"u8);
                    reader.Read();
                    if (isId)
                        return reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && IdPrefixes.KindOf(id) is not null
                            ? id : null;
                    reader.Skip();
                }
            }
            catch (JsonException)
            {
                // No JSON.
            }

            return null;
        }
    }

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
