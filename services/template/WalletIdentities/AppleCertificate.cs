using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Apple;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>What an Apple certificate contains, and the chain it needs.</summary>
internal sealed record AppleCertificate(
    string PassTypeIdentifier, string TeamIdentifier, string Pem, string IntermediatesPem, string Fingerprint, string SerialNumber,
    string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsApple)
{
    internal static AppleCertificate Of(AppleSigningIdentity identity) => new(
        identity.PassTypeIdentifier, identity.TeamIdentifier, identity.Certificate.ExportCertificatePem(), ChainOf(identity),
        identity.Certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
        identity.Certificate.SerialNumber, identity.Certificate.Subject, identity.Certificate.Issuer,
        identity.NotBefore, identity.NotAfter, identity.IsApple);

    /// <summary>Names a key without showing it: equal for a private key, its certificate request and its certificate.</summary>
    internal static string? KeyHashOf(X509Certificate2 certificate)
    {
        try
        {
            using var key = certificate.GetRSAPublicKey();
            return key is null ? null : KeyHashOf(key);
        }
        catch (CryptographicException)
        {
            // A damaged key was made by no request.
            return null;
        }
    }

    internal static string KeyHashOf(RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return Convert.ToHexStringLower(SHA256.HashData([.. numbers.Modulus!, .. numbers.Exponent!]));
    }

    // Apple's root stays with an intermediate that is only known by it.
    private static string ChainOf(AppleSigningIdentity identity) => identity.AppleRoot is { } root
        ? identity.Intermediate.ExportCertificatePem() + "\n" + root.ExportCertificatePem()
        : identity.Intermediate.ExportCertificatePem();
}
