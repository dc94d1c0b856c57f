using System.Security.Cryptography;
using System.Text;
using Passinstance.Security.Secrets;
using Passinstance.Webhooks.Dispatching;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A signing key of a receiver. All that are live sign every delivery, the newest first.</summary>
internal sealed class WebhookSecret
{
    internal const string Purpose = "webhook-secret";
    internal const string Prefix = "whsec_";

    /// <summary>Live secrets a receiver may have: each makes every delivery's header longer.</summary>
    internal const int MaximumLive = 5;

    /// <summary>Bytes. The documentation's own sample has a secret of 16, and runs as it stands; one that is made here has 32.</summary>
    internal const int ShortestKey = 16;
    internal const int MaxKey = 256;

    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary>What the key signs with.</summary>
    public SignatureAlgorithm Algorithm { get; private init; }

    /// <summary>The key bytes of the signature, sealed: the shared secret, or the private key of a pair.</summary>
    public byte[] SealedKey { get; private init; } = [];

    /// <summary>What receivers check Ed25519 signatures with; null for a shared secret.</summary>
    public byte[]? PublicKey { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it stops signing; null for the current one.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    internal static WebhookSecret Create(Guid organizationId, Guid endpointId, string text, SecretBox box, TimeProvider time) => new()
    {
        OrganizationId = organizationId,
        EndpointId = endpointId,
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        SealedKey = box.Seal(Purpose, organizationId, KeyBytes(text)),
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>A new pair of Ed25519.</summary>
    internal static WebhookSecret CreatePair(Guid organizationId, Guid endpointId, SecretBox box, TimeProvider time)
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519.KeySize);
        return new WebhookSecret
        {
            OrganizationId = organizationId,
            EndpointId = endpointId,
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Algorithm = SignatureAlgorithm.Ed25519,
            SealedKey = box.Seal(Purpose, organizationId, seed),
            PublicKey = Ed25519.PublicKeyOf(seed),
            CreatedAt = time.GetUtcNow(),
        };
    }

    /// <summary>Ends it at <paramref name="moment"/>, unless it ends sooner anyway.</summary>
    internal void ExpireAt(DateTimeOffset moment) => ExpiresAt = ExpiresAt is { } sooner && sooner < moment ? sooner : moment;

    /// <summary>A secret as Standard Webhooks writes it: <c>whsec_</c> and 32 random bytes in base64.</summary>
    internal static string NewText() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Text after <c>whsec_</c> is base64; any other secret is its own UTF-8 bytes. Empty when the base64 is none.</summary>
    internal static byte[] KeyBytes(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var key = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), key, out var length) ? key[..length] : [];
    }

    internal static bool IsStrong(string text) => KeyBytes(text).Length is >= ShortestKey and <= MaxKey;
}
