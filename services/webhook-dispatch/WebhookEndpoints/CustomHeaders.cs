using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Headers that a webhook adds to its deliveries, for example an Authorization for a gateway in front of the receiver.</summary>
internal static class CustomHeaders
{
    private const int Max = 20;
    private const int MaxName = 100;
    private const int MaxValue = 2000;

    // Headers of the connection and of the platform cannot be set.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection",
        "Proxy-Authorization", "Proxy-Authenticate", "TE", "Trailer", "Upgrade", "HTTP2-Settings", "Expect", "User-Agent", "Date", "Via",
        "Forwarded", "Max-Forwards",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ReservedPrefixes = ["webhook-", "x-forwarded-", "sec-", ":"];

    internal static void Check(IReadOnlyDictionary<string, string>? headers, List<InvalidValue> errors)
    {
        if (headers is null)
            return;
        if (headers.Count > Max)
            errors.Add(new InvalidValue("/headers", "too_many", $"Give at most {Max} headers.", ("maxCount", Max)));
        foreach (var twice in headers.Keys.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            errors.Add(
                new InvalidValue(Pointer(twice.Key), "duplicate_header", "The header is given twice with different case. Keep one."));
        foreach (var (name, value) in headers)
        {
            if (Check(name, value) is { } error)
                errors.Add(error);
        }
    }

    private static InvalidValue? Check(string name, string? value)
    {
        if (name.Length is 0 or > MaxName || !name.All(IsTokenCharacter))
            return new InvalidValue(Pointer(name), "invalid_header", $"A header's name has 1 to {MaxName} letters, digits and hyphens.");
        if (Reserved.Contains(name) ||
            Array.Exists(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return new InvalidValue(
                Pointer(name), "reserved_header", $"The header {name} is set by the platform or the connection. Use another name.");
        }

        if (value is null || value.Length > MaxValue || value.Any(c => c is < ' ' or > '~') || value.Trim().Length != value.Length)
        {
            return new InvalidValue(
                Pointer(name), "invalid_header",
                $"A header's value is printable ASCII of at most {MaxValue} characters without line breaks.");
        }

        return null;
    }

    /// <exception cref="CryptographicException">The key that they are sealed with is not configured.</exception>
    internal static IReadOnlyDictionary<string, string> Open(SecretBox box, Guid organizationId, byte[] sealedHeaders) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(box.Open(WebhookEndpoint.HeadersPurpose, organizationId, sealedHeaders))!;

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private static string Pointer(string name) =>
        "/headers/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
