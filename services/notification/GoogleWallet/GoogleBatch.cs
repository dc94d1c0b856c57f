using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Several calls in one request, and its response: <c>multipart/mixed</c> with an HTTP message in each part.</summary>
internal static class GoogleBatch
{
    private const string Name = "item-";

    internal static HttpContent Write(IReadOnlyList<GoogleCall> calls)
    {
        var content = new MultipartContent("mixed");
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            var body = call.Body.ToJsonString();
            var head = $"{call.Method} {GoogleApi.Root}{call.Path} HTTP/1.1\r\nContent-Type: application/json; charset=UTF-8\r\n" +
                $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
            var part = new StringContent(head + body);
            part.Headers.ContentType = new("application/http");
            part.Headers.Add("Content-ID", $"<{Name}{i.ToString(CultureInfo.InvariantCulture)}>");
            content.Add(part);
        }

        return content;
    }

    /// <summary>The responses in the order of the calls; missing ones are retried.</summary>
    internal static async Task<GoogleResponse[]> ReadAsync(
        HttpResponseMessage response, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var responses = new GoogleResponse[count];
        Array.Fill(responses, GoogleResponse.Unanswered("no_answer_in_batch"));
        if (!MediaTypeHeaderValue.TryParse(response.Content.Headers.ContentType?.ToString(), out var type)
            || !type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
            return responses;

        var reader = new MultipartReader(boundary.ToString(), await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var id = section.Headers?["Content-ID"].ToString().TrimEnd('>') ?? "";
            var at = id.LastIndexOf(Name, StringComparison.Ordinal);
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            var message = await text.ReadToEndAsync(cancellationToken);
            var isNumbered = int.TryParse(
                id.AsSpan(Math.Max(0, at + Name.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var index);
            if (at >= 0 && isNumbered && index < count)
                responses[index] = ReadPart(message, now);
        }

        return responses;
    }

    private static GoogleResponse ReadPart(string message, DateTimeOffset now)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = (end < 0 ? message : message[..end]).Split("\r\n");
        if (head[0].Split(' ') is not [_, var status, ..] ||
            !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return GoogleResponse.Unanswered("unreadable_in_batch");
        using var part = new HttpResponseMessage();
        foreach (var line in head.Skip(1))
        {
            if (line.Split(": ", 2) is [var name, var value] && name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
                part.Headers.TryAddWithoutValidation(name, value);
        }

        return GoogleResponse.Classify(code, end < 0 ? "" : message[(end + 4)..], GoogleResponse.RetryAfterOf(part, now));
    }
}
