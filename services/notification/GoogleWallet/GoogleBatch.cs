using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Several calls in one request, and its answer: <c>multipart/mixed</c>, a whole HTTP message in each part.</summary>
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
            var part = new StringContent(
                $"{call.Method} {GoogleApi.Root}{call.Path} HTTP/1.1\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
            part.Headers.ContentType = new("application/http");
            part.Headers.Add("Content-ID", $"<{Name}{i.ToString(CultureInfo.InvariantCulture)}>");
            content.Add(part);
        }

        return content;
    }

    /// <summary>The answers in the order of the calls; one that is not there is tried again.</summary>
    internal static async Task<GoogleResponse[]> ReadAsync(HttpResponseMessage response, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answers = new GoogleResponse[count];
        Array.Fill(answers, GoogleResponse.Unanswered("no_answer_in_batch"));
        if (!MediaTypeHeaderValue.TryParse(response.Content.Headers.ContentType?.ToString(), out var type) || !type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
            return answers;

        var reader = new MultipartReader(boundary.ToString(), await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            var id = section.Headers?["Content-ID"].ToString().TrimEnd('>') ?? "";
            var at = id.LastIndexOf(Name, StringComparison.Ordinal);
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            var message = await text.ReadToEndAsync(cancellationToken);
            if (at >= 0 && int.TryParse(id.AsSpan(at + Name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count)
                answers[index] = ReadPart(message, now);
        }

        return answers;
    }

    private static GoogleResponse ReadPart(string message, DateTimeOffset now)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = (end < 0 ? message : message[..end]).Split("\r\n");
        if (head[0].Split(' ') is not [_, var status, ..] || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return GoogleResponse.Unanswered("unreadable_in_batch");
        using var part = new HttpResponseMessage();
        foreach (var line in head.Skip(1))
        {
            if (line.Split(": ", 2) is [var name, var value] && name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
                part.Headers.TryAddWithoutValidation(name, value);
        }

        return GoogleResponse.Sort(code, end < 0 ? "" : message[(end + 4)..], GoogleResponse.RetryAfterOf(part, now));
    }
}
