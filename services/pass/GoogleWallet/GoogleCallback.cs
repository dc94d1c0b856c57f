using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>The message of a callback: a holder saved or deleted a pass.</summary>
/// <param name="ObjectId">The object.</param>
/// <param name="IsSaved">Saved, or deleted.</param>
/// <param name="Nonce">The same in a repeat.</param>
/// <param name="ExpiresAt">Until when it is valid.</param>
internal sealed record GoogleCallback(string ObjectId, bool IsSaved, string Nonce, DateTimeOffset ExpiresAt)
{
    private const int MaxText = 1000;

    /// <summary>The issuer's number: the beginning of the object's id.</summary>
    internal string IssuerId => ObjectId[..ObjectId.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Half a SHA-256 of the nonce: identifies it with a fixed length.</summary>
    internal Guid NonceId => new(SHA256.HashData(Encoding.UTF8.GetBytes(Nonce)).AsSpan(0, 16), bigEndian: true);

    /// <summary>Null when it is not such a message.</summary>
    internal static GoogleCallback? Read(string signedMessage)
    {
        try
        {
            using var json = JsonDocument.Parse(signedMessage);
            var message = json.RootElement;
            var (objectId, type, nonce) = (Text(message, "objectId"), Text(message, "eventType"), Text(message, "nonce"));
            var isKnown = type is "save" or "del";
            var end = objectId.IndexOf('.', StringComparison.Ordinal);
            if (!isKnown || nonce.Length == 0 || end <= 0 || !objectId.AsSpan(0, end).ContainsOnlyDigits())
                return null;
            return new GoogleCallback(objectId, type == "save", nonce, Milliseconds(message.GetProperty("expTimeMillis")));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
            or OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>A time in milliseconds: Google writes it as a number or as a string.</summary>
    internal static DateTimeOffset Milliseconds(JsonElement time) => DateTimeOffset.FromUnixTimeMilliseconds(
        time.ValueKind == JsonValueKind.String
            ? long.Parse(time.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture)
            : time.GetInt64());

    private static string Text(JsonElement message, string member) =>
        message.GetProperty(member).GetString() is { Length: <= MaxText } text && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new FormatException();
}

internal static class Digits
{
    internal static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
