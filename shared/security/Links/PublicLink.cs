using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Passinstance.Security.Links;

/// <summary>
/// The unguessable part of a public address: organization, object, and a proof derived from the object's secret. It names the organization
/// so that a public request, too, queries only that organization's rows. Nothing in it is trusted before the proof is checked.
/// </summary>
/// <param name="OrganizationId">The organization that owns the object, as claimed.</param>
/// <param name="Id">The object, as claimed.</param>
/// <param name="Proof">Can be made only with the object's secret.</param>
public sealed record PublicLink(Guid OrganizationId, Guid Id, byte[] Proof)
{
    private const int MacSize = 16;
    private const int Size = 16 + 16 + MacSize;

    /// <summary>The link of an object with this secret.</summary>
    public static string Make(Guid organizationId, Guid id, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use)
    {
        Span<byte> link = stackalloc byte[Size];
        organizationId.TryWriteBytes(link, bigEndian: true, out _);
        id.TryWriteBytes(link[16..], bigEndian: true, out _);
        ProofOf(secret, use).CopyTo(link[32..]);
        return Base64Url.EncodeToString(link);
    }

    /// <summary>Parses a link; false when it is malformed.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out PublicLink? link)
    {
        link = null;
        Span<byte> bytes = stackalloc byte[Size];
        // Decoding throws at a text that is none.
        if (text.Length != Size / 3 * 4 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Size)
            return false;
        link = new PublicLink(new Guid(bytes[..16], bigEndian: true), new Guid(bytes[16..32], bigEndian: true), bytes[32..].ToArray());
        return true;
    }

    /// <summary>Whether the link was made with the object's secret.</summary>
    public bool Proves(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use) =>
        CryptographicOperations.FixedTimeEquals(ProofOf(secret, use), Proof);

    /// <summary>
    /// Whether the link matches a <see cref="HashOf">hash</see>: a service that serves links need not be able to make them.
    /// </summary>
    public bool Proves(string hash) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Proof), hash.Length == 2 * SHA256.HashSizeInBytes ? Convert.FromHexString(hash) : []);

    /// <summary>SHA-256 of the proof of an object with this secret, in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use) =>
        Convert.ToHexStringLower(SHA256.HashData(ProofOf(secret, use)));

    private static ReadOnlySpan<byte> ProofOf(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use) =>
        HMACSHA256.HashData(secret, use).AsSpan(0, MacSize);
}
