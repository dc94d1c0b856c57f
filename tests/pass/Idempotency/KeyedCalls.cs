using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Passinstance.Passes.Tests.Idempotency;

/// <summary>An answer with what a client of idempotency keys looks at.</summary>
internal sealed record KeyedAnswer(int Status, string Body, string? Location, string? ETag, bool IsReplayed)
{
    internal JsonElement Json => JsonElement.Parse(Body);
}

internal static class KeyedCalls
{
    internal static async Task<KeyedAnswer> KeyedAsync(
        this HttpClient client, HttpMethod method, string path, object? body, string key, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await client.SendAsync(request, cancellationToken);
        return new KeyedAnswer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), response.Headers.Location?.ToString(),
            response.Headers.ETag?.Tag,
            response.Headers.TryGetValues("Idempotent-Replayed", out var replayed) && replayed.Single() == "true");
    }

    internal static Task<KeyedAnswer> IssueAsync(this Issuer issuer, string serialNumber, string key) =>
        issuer.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass(serialNumber), key);
}
