using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Passinstance.Passes.Passes;

/// <summary>
/// The unguessable part of a public address: organisation, object, and a proof of the object's secret. It names the organisation so that a
/// public request, too, asks only that organisation's rows. What it claims counts only once the proof is checked.
/// </summary>
internal sealed record PublicLink(Guid OrganizationId, Guid Id, byte[] Proof)
{
    private const int MacSize = 16;
    private const int Size = 16 + 16 + MacSize;

    /// <summary>The link of an object with this secret.</summary>
    internal static string Make(Guid organizationId, Guid id, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use)
    {
        Span<byte> link = stackalloc byte[Size];
        organizationId.TryWriteBytes(link, bigEndian: true, out _);
        id.TryWriteBytes(link[16..], bigEndian: true, out _);
        HMACSHA256.HashData(secret, use).AsSpan(0, MacSize).CopyTo(link[32..]);
        return Base64Url.EncodeToString(link);
    }

    internal static bool TryRead(string text, [NotNullWhen(true)] out PublicLink? link)
    {
        link = null;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Size / 3 * 4 || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
            return false;
        link = new PublicLink(new Guid(bytes[..16], bigEndian: true), new Guid(bytes[16..32], bigEndian: true), bytes[32..].ToArray());
        return true;
    }

    internal bool Proves(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> use) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, use).AsSpan(0, MacSize), Proof);
}
