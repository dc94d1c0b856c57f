using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Simulators.Google;

/// <summary>A call in a batch.</summary>
internal sealed record GooglePart(string ContentId, string Method, string Path, JsonObject? Body);

/// <summary>Reads batches and writes their responses.</summary>
internal static class GoogleParts
{
    internal const string Root = "/walletobjects/v1/";

    internal static async Task<IReadOnlyList<GooglePart>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/mixed", StringComparison.Ordinal))
            throw new RefusedException(400, "badRequest", "A batch is multipart/mixed.");
        var parts = new List<GooglePart>();
        var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), request.Body);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.ContentType?.StartsWith("application/http", StringComparison.Ordinal) != true)
                throw new RefusedException(400, "badRequest", "Each part of a batch is application/http.");
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            parts.Add(ReadPart(section.Headers?["Content-ID"].ToString() ?? "", await text.ReadToEndAsync(cancellationToken)));
        }

        return parts;
    }

    internal static async Task WriteAsync(HttpResponse response, IReadOnlyList<(GooglePart Part, GoogleReply Reply)> answers,
        CancellationToken cancellationToken)
    {
        const string Boundary = "batch_simulated";
        response.ContentType = $"multipart/mixed; boundary={Boundary}";
        var text = new StringBuilder();
        foreach (var (part, reply) in answers)
        {
            text.Append("--").Append(Boundary).Append("\r\nContent-Type: application/http\r\nContent-ID: <response-")
                .Append(part.ContentId.Trim('<', '>')).Append(">\r\n\r\n")
                .Append("HTTP/1.1 ").Append(reply.Status).Append(" Answer\r\nContent-Type: application/json; charset=UTF-8\r\n");
            if (reply.RetryAfter is { } seconds)
                text.Append("Retry-After: ").Append(seconds).Append("\r\n");
            text.Append("\r\n").Append(reply.Body.ToJsonString()).Append("\r\n");
        }

        text.Append("--").Append(Boundary).Append("--\r\n");
        await response.WriteAsync(text.ToString(), cancellationToken);
    }

    internal static JsonObject? ReadBody(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text) as JsonObject
                ?? throw new RefusedException(400, "parseError", "The body is no object.");
        }
        catch (JsonException)
        {
            throw new RefusedException(400, "parseError", "Parse error.");
        }
    }

    private static GooglePart ReadPart(string contentId, string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || message.Split("\r\n")[0]
            .Split(' ') is not [var method, var path, "HTTP/1.1"] || !path.StartsWith(Root, StringComparison.Ordinal))
            throw new RefusedException(400, "badRequest", "A part of the batch is no call.");
        return new GooglePart(contentId, method, path[Root.Length..], ReadBody(message[(end + 4)..]));
    }
}
