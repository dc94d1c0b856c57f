using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;

namespace Passinstance.Passes.Passes;

/// <summary>
/// A pass has one random secret. The token with which its holder's device calls Apple's web service and the last part of its public link
/// are derived from it; neither is stored, and sealing the secret under a new key changes neither.
/// </summary>
internal sealed class PassSecret(SecretBox box)
{
    internal const string Purpose = "pass-secret";
    private byte[]? _dummySecret;

    internal byte[] Create(Guid organizationId) => box.Seal(Purpose, organizationId, RandomNumberGenerator.GetBytes(32));

    /// <summary>Apple's <c>authenticationToken</c>: 32 characters; Apple requires at least 16.</summary>
    internal string AuthenticationToken(Pass pass) => AuthenticationToken(pass.OrganizationId, pass.SealedSecret);

    /// <summary>
    /// Whether <paramref name="token"/> is the authentication token of the pass with this secret. Takes the same time for a wrong one.
    /// </summary>
    internal bool Verify(Guid organizationId, byte[] sealedSecret, string token) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(AuthenticationToken(organizationId, sealedSecret)), Encoding.UTF8.GetBytes(token));

    /// <summary>
    /// Takes as long as <see cref="Verify(Guid, byte[], string)"/>, for a pass that does not exist: response times reveal nothing.
    /// </summary>
    internal void SimulateVerification(string token) => Verify(Guid.Empty, _dummySecret ??= Create(Guid.Empty), token);

    /// <summary>The unguessable part of the pass's public addresses.</summary>
    internal string Link(Pass pass) => PublicLink.Make(pass.OrganizationId, pass.Id, Open(pass), LinkUse(pass));

    /// <summary>
    /// Proves that a request comes from a device with this pass: part of the address of Apple's web service in a pass that asks its holder
    /// to sign up, because Wallet sends no token with that call.
    /// </summary>
    internal string PersonalizationProof(Guid organizationId, byte[] sealedSecret)
    {
        var secret = box.Open(Purpose, organizationId, sealedSecret);
        return Base64Url.EncodeToString(HMACSHA256.HashData(secret, "personalization"u8).AsSpan(0, 24));
    }

    /// <summary>Whether <paramref name="proof"/> is that of the pass with this secret; the same time for a wrong one.</summary>
    internal bool VerifyPersonalization(Guid organizationId, byte[] sealedSecret, string proof) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(PersonalizationProof(organizationId, sealedSecret)), Encoding.UTF8.GetBytes(proof));

    /// <summary>Reads the pass that a link names. Call <see cref="Verify(Pass, byte[])"/> before trusting it.</summary>
    internal static bool TryRead(string link, out Guid organizationId, out Guid passId, [NotNullWhen(true)] out byte[]? proof)
    {
        var isRead = PublicLink.TryRead(link, out var read);
        (organizationId, passId, proof) = (read?.OrganizationId ?? default, read?.Id ?? default, read?.Proof);
        return isRead;
    }

    internal bool Verify(Pass pass, byte[] proof) => new PublicLink(pass.OrganizationId, pass.Id, proof).Proves(Open(pass), LinkUse(pass));

    private static byte[] LinkUse(Pass pass) => pass.LinkNumber == 0
        ? "link"u8.ToArray()
        : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"link {pass.LinkNumber}"));

    private string AuthenticationToken(Guid organizationId, byte[] sealedSecret)
    {
        var secret = box.Open(Purpose, organizationId, sealedSecret);
        return Base64Url.EncodeToString(HMACSHA256.HashData(secret, "apple authentication token"u8).AsSpan(0, 24));
    }

    private byte[] Open(Pass pass) => box.Open(Purpose, pass.OrganizationId, pass.SealedSecret);
}
