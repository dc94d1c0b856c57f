using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Passinstance.ServiceDefaults.Encryption;

namespace Passinstance.Passes.Passes;

/// <summary>
/// A pass has one random secret. From it come the token by which its holder's device speaks to Apple's web service and the last part of its
/// public link; neither is stored, and sealing the secret under a new key changes neither.
/// </summary>
internal sealed class PassSecret(SecretBox box)
{
    private const string Purpose = "pass-secret";
    private const int MacSize = 16;
    private const int LinkSize = 16 + 16 + MacSize;
    private byte[]? _nobodys;

    internal byte[] Create(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    /// <summary>Apple's <c>authenticationToken</c>: 32 characters, at least 16 are asked for.</summary>
    internal string AuthenticationToken(Pass pass) => AuthenticationToken(pass.OrganizationId, pass.SealedSecret);

    /// <summary>Whether <paramref name="token"/> is the authentication token of the pass with this secret; takes as long for a wrong one.</summary>
    internal bool Proves(Guid organizationId, byte[] sealedSecret, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(AuthenticationToken(organizationId, sealedSecret)), Encoding.UTF8.GetBytes(token));

    /// <summary>Takes as long as the comparison with a real one, for a pass that does not exist: the time of an answer tells nothing.</summary>
    internal void ProvesNothing(string token) => Proves(Guid.Empty, _nobodys ??= Create(Guid.Empty), token);

    /// <summary>
    /// The unguessable part of the pass's public addresses: organisation, pass and a proof of the secret. It names the organisation so that
    /// a public request, too, asks only that organisation's rows.
    /// </summary>
    internal string Link(Pass pass)
    {
        Span<byte> link = stackalloc byte[LinkSize];
        pass.OrganizationId.TryWriteBytes(link, bigEndian: true, out _);
        pass.Id.TryWriteBytes(link[16..], bigEndian: true, out _);
        Derive(pass, "link"u8).AsSpan(0, MacSize).CopyTo(link[32..]);
        return Base64Url.EncodeToString(link);
    }

    /// <summary>Which pass a link claims to be of; the claim counts only once <see cref="Proves(Pass, byte[])"/> says so.</summary>
    internal static bool TryRead(string link, out Guid organizationId, out Guid passId, [NotNullWhen(true)] out byte[]? proof)
    {
        organizationId = passId = default;
        proof = null;
        Span<byte> bytes = stackalloc byte[LinkSize];
        if (link.Length != LinkSize / 3 * 4 || !Base64Url.TryDecodeFromChars(link, bytes, out var written) || written != LinkSize)
            return false;
        organizationId = new Guid(bytes[..16], bigEndian: true);
        passId = new Guid(bytes[16..32], bigEndian: true);
        proof = bytes[32..].ToArray();
        return true;
    }

    internal bool Proves(Pass pass, byte[] proof) => CryptographicOperations.FixedTimeEquals(Derive(pass, "link"u8).AsSpan(0, MacSize), proof);

    private string AuthenticationToken(Guid organizationId, byte[] sealedSecret) =>
        Base64Url.EncodeToString(Derive(organizationId, sealedSecret, "apple authentication token"u8).AsSpan(0, 24));

    private byte[] Derive(Pass pass, ReadOnlySpan<byte> use) => Derive(pass.OrganizationId, pass.SealedSecret, use);

    private byte[] Derive(Guid organizationId, byte[] sealedSecret, ReadOnlySpan<byte> use) => HMACSHA256.HashData(box.Open(Purpose, organizationId, sealedSecret), use);
}
