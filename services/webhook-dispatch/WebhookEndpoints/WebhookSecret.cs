using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Passinstance.Persistence.Secrets;
using Passinstance.Security.Secrets;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>A signing key of an endpoint. All active ones sign every delivery, the newest first.</summary>
internal sealed class WebhookSecret
{
    internal const string Purpose = "webhook-secret";
    internal const string Prefix = "whsec_";
    private static readonly char[] Around =
        [' ', '\t', '\r', '\n', '\u00A0', '\uFEFF', '\u200B', '"', '\''];

    /// <summary>Active secrets of an endpoint: each makes the header of every delivery longer.</summary>
    internal const int MaxActive = 5;

    /// <summary>In bytes. The documentation's sample has a secret of 16 bytes; generated ones have 32.</summary>
    internal const int MinKey = 16;
    internal const int MaxKey = 256;

    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary>What the key signs with.</summary>
    public SignatureAlgorithm Algorithm { get; private init; }

    /// <summary>The key bytes of the signature, sealed: the shared secret, or the private key of a pair.</summary>
    public byte[] SealedKey { get; private init; } = [];

    /// <summary>The public key that receivers verify with; null for a shared secret.</summary>
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

    /// <summary>Generates an Ed25519 key pair.</summary>
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

    /// <summary>Ends it at <paramref name="moment"/>, or earlier if that was set before.</summary>
    internal void ExpireAt(DateTimeOffset moment) => ExpiresAt = ExpiresAt is { } sooner && sooner < moment ? sooner : moment;

    /// <summary>Generates a secret in the form of Standard Webhooks: <c>whsec_</c> and 32 random bytes in base64.</summary>
    internal static string Generate() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// A secret as it is pasted, in the one form that receivers' libraries read: without blanks around it, <c>v1,</c> before it, or
    /// capitals in its prefix. A secret without the prefix stays as it is: its own bytes are the key.
    /// </summary>
    internal static string Normalize(string text)
    {
        var rest = text.Trim(Around);
        if (rest.StartsWith("v1,", StringComparison.OrdinalIgnoreCase) && rest[3..].TrimStart() is var bare && HasPrefix(bare))
            rest = bare;
        if (!HasPrefix(rest))
            return text;
        var base64 = string.Concat(rest[Prefix.Length..].Where(c => !char.IsWhiteSpace(c))).Replace('-', '+').Replace('_', '/');
        return Prefix + (base64.Length % 4) switch { 2 => base64 + "==", 3 => base64 + "=", _ => base64 };
    }

    /// <summary>Why receivers could not verify with a secret that was normalized; null when they can.</summary>
    internal static string? Problem(string secret)
    {
        if (((string[])["whsk_", "whpk_"]).Any(prefix => secret.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            return "whsk_ and whpk_ begin keys of a pair: set ed25519 to true to get a pair, "
                + "and send a secret that begins with whsec_, or none.";
        }

        // Such as Bearer whsec_..., v1a,whsk_... or whsec-...: receivers' libraries read a key from its prefix on.
        if (((string[])["whsec", "whsk_", "whpk_"]).Any(prefix => secret.IndexOf(prefix, StringComparison.OrdinalIgnoreCase) > 0)
            || (secret.StartsWith("whsec", StringComparison.OrdinalIgnoreCase) && !HasPrefix(secret)))
        {
            return "The secret holds the prefix of a key, but does not begin with whsec_: send it from whsec_ on, without what stands "
                + "before.";
        }

        if (secret.Trim(Around).Length != secret.Length)
            return "The secret begins or ends with a blank or an invisible character, which receivers' settings drop: remove it.";
        return IsStrong(secret) ? null
            : $"The secret must be {MinKey} to {MaxKey} bytes; after whsec_, their base64. Leave it out to get a generated one.";
    }

    private static bool HasPrefix(string text) => text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Text after <c>whsec_</c> is base64; any other secret is used as its UTF-8 bytes. Empty when the base64 is invalid.
    /// </summary>
    internal static byte[] KeyBytes(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        var key = new byte[text.Length];
        return Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), key, out var length) ? key[..length] : [];
    }

    internal static bool IsStrong(string text) => KeyBytes(text).Length is >= MinKey and <= MaxKey;
}

internal sealed class WebhookSecretConfiguration : IEntityTypeConfiguration<WebhookSecret>
{
    public void Configure(EntityTypeBuilder<WebhookSecret> builder)
    {
        builder.ToTable("webhook_secrets");
        builder.Property(s => s.SealedKey).IsSealed(WebhookSecret.Purpose);
        builder.HasKey(s => new { s.OrganizationId, s.EndpointId, s.Id });
        // As a number: signatures are in this order.
        builder.Property(s => s.Algorithm).HasConversion(new EnumToNumberConverter<SignatureAlgorithm, short>());
    }
}
