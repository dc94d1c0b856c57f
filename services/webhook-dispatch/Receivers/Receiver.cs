using System.Security.Cryptography;
using System.Text;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Webhooks.Receivers;

/// <summary>A customer's address that events are delivered to; the API calls it a webhook.</summary>
internal sealed class Receiver
{
    internal const string SecretPurpose = "webhook-secret";
    internal const string SecretPrefix = "whsec_";

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Url { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>Names of the events it wants.</summary>
    public string[] EventTypes { get; private set; } = [];

    /// <summary>The key bytes of the signature, sealed.</summary>
    public byte[] SealedSecret { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    internal static Receiver Create(Guid organizationId, string url, string? description, IEnumerable<string> eventTypes, string secret, SecretBox box, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new Receiver
        {
            OrganizationId = organizationId,
            Id = TypeId.NewGuid(time),
            Url = url,
            Description = description,
            EventTypes = [.. eventTypes.Distinct()],
            SealedSecret = box.Seal(SecretPurpose, organizationId, KeyBytes(secret)),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>A secret as Standard Webhooks writes it: <c>whsec_</c> and 32 random bytes in base64.</summary>
    internal static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Text after <c>whsec_</c> is base64; any other secret is its own UTF-8 bytes. Null when the base64 is none.</summary>
    internal static byte[] KeyBytes(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(secret);
        var key = new byte[secret.Length];
        return Convert.TryFromBase64Chars(secret.AsSpan(SecretPrefix.Length), key, out var length) ? key[..length] : [];
    }
}
