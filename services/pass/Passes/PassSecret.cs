using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Passinstance.ServiceDefaults.Encryption;

namespace Passinstance.Passes.Passes;

/// <summary>
/// A pass has one random secret. From it come the token by which its holder's device speaks to Apple's web service and the last part of its
/// public link; neither is stored, and sealing the secret under a new key changes neither.
/// </summary>
internal sealed class PassSecret(SecretBox box)
{
    private const string Purpose = "pass-secret";

    internal byte[] Create(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    /// <summary>Apple's <c>authenticationToken</c>: 32 characters, at least 16 are asked for.</summary>
    internal string AuthenticationToken(Pass pass) => Base64Url.EncodeToString(Derive(pass, "apple authentication token"u8).AsSpan(0, 24));

    /// <summary>The unguessable part of the pass's public addresses.</summary>
    internal string Link(Pass pass) => PublicLink.Make(pass.OrganizationId, pass.Id, Open(pass), "link"u8);

    /// <summary>Which pass a link claims to be of; the claim counts only once <see cref="Proves"/> says so.</summary>
    internal static bool TryRead(string link, out Guid organizationId, out Guid passId, [NotNullWhen(true)] out byte[]? proof)
    {
        var isRead = PublicLink.TryRead(link, out var read);
        (organizationId, passId, proof) = (read?.OrganizationId ?? default, read?.Id ?? default, read?.Proof);
        return isRead;
    }

    internal bool Proves(Pass pass, byte[] proof) => new PublicLink(pass.OrganizationId, pass.Id, proof).Proves(Open(pass), "link"u8);

    private byte[] Derive(Pass pass, ReadOnlySpan<byte> use) => HMACSHA256.HashData(Open(pass), use);

    private byte[] Open(Pass pass) => box.Open(Purpose, pass.OrganizationId, pass.SealedSecret);
}
