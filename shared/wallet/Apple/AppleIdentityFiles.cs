using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Apple;

/// <summary>Reads the files that an identity is uploaded as.</summary>
public static class AppleIdentityFiles
{
    internal const int InvalidPassword = unchecked((int)0x80070056);

    // Files that Keychain Access, Windows and OpenSSL write have 2,000 to 10,000 rounds; more only cost time.
    private static readonly Pkcs12LoaderLimits Pkcs12Limits = new()
    {
        MacIterationLimit = 100_000,
        IndividualKdfIterationLimit = 100_000,
        TotalKdfIterationLimit = 200_000,
    };

    /// <summary>Reads the certificates of a text: PEM, or one in base64.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What they are for, in the message.</param>
    /// <param name="part">Where an error is reported.</param>
    /// <returns>At least one; the caller disposes of them.</returns>
    /// <exception cref="AppleIdentityException">There is none, or one cannot be read.</exception>
    public static X509Certificate2Collection ReadCertificates(string text, string what, AppleIdentityPart part)
    {
        var parts = CredentialFile.ReadText(text);
        var certificates = new X509Certificate2Collection();
        try
        {
            foreach (var certificate in parts.Where(one => one.Kind is CredentialKind.Certificate))
                certificates.Add(X509CertificateLoader.LoadCertificate(certificate.Content.Span));
        }
        catch (CryptographicException exception)
        {
            throw new AppleIdentityException(
                part, $"The {what} cannot be read: give it as PEM, from -----BEGIN CERTIFICATE----- on.", exception);
        }

        if (certificates.Count > 0)
            return certificates;
        throw new AppleIdentityException(part, parts[0].Kind switch
        {
            CredentialKind.Empty or CredentialKind.Unknown =>
                $"The {what} is missing: give it as PEM, from -----BEGIN CERTIFICATE----- on.",
            var kind => CredentialFile.Describe(kind),
        });
    }

    // A file of Keychain Access may hold several certificates with keys.
    internal static X509Certificate2? ChooseLeaf(IReadOnlyList<X509Certificate2> withKeys)
    {
        var forPasses = withKeys.Where(CertificateKind.IsPassCertificate).ToList();
        return forPasses.Count > 1
            ? throw new AppleIdentityException(AppleIdentityPart.Pkcs12,
                $"The PKCS#12 file holds {forPasses.Count} Pass Type ID certificates with keys: export one at a time.")
            : forPasses is [var only] ? only
            : withKeys is [var first, ..] ? first : null;
    }

    // A password that was pasted has a line end now and then.
    internal static X509Certificate2Collection LoadPkcs12(ReadOnlySpan<byte> pkcs12, string? password, X509KeyStorageFlags storage)
    {
        var trimmed = password is null ? null : PastedText.Trim(password);
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(pkcs12, password, storage, Pkcs12Limits);
        }
        catch (CryptographicException exception) when (exception.HResult == InvalidPassword && trimmed != password)
        {
            return X509CertificateLoader.LoadPkcs12Collection(pkcs12, trimmed, storage, Pkcs12Limits);
        }
    }

    internal static RSA ReadKey(string text)
    {
        var parts = CredentialFile.ReadText(text);
        // The headers of an old encrypted key stand in its text.
        if (parts.Any(part => part.Kind is CredentialKind.EncryptedPrivateKey) || text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new AppleIdentityException(
                AppleIdentityPart.PrivateKey, CredentialFile.Describe(CredentialKind.EncryptedPrivateKey));
        }

        var found = parts.ToList().Find(part => part.Kind is CredentialKind.PrivateKey);
        if (found is null)
            throw new AppleIdentityException(AppleIdentityPart.PrivateKey, WrongKey(parts[0].Kind));
        var key = RSA.Create();
        try
        {
            // PKCS#8 holds the algorithm, PKCS#1 the numbers alone.
            var content = found.Content.Span;
            if (IsPkcs8(content))
                key.ImportPkcs8PrivateKey(content, out _);
            else
                key.ImportRSAPrivateKey(content, out _);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new AppleIdentityException(AppleIdentityPart.PrivateKey, WrongKey(CredentialKind.Unknown), exception);
        }
    }

    private static bool IsPkcs8(ReadOnlySpan<byte> key)
    {
        try
        {
            var parts = new AsnReader(key.ToArray(), AsnEncodingRules.BER).ReadSequence();
            parts.ReadEncodedValue();
            return parts.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static string WrongKey(CredentialKind kind) => kind switch
    {
        CredentialKind.Certificate => "This is a certificate: send the private key here, from -----BEGIN PRIVATE KEY----- on.",
        CredentialKind.Empty or CredentialKind.Unknown or CredentialKind.PrivateKey =>
            "The private key cannot be read: give an RSA key as PEM (PKCS#8 or PKCS#1), from -----BEGIN PRIVATE KEY----- on.",
        _ => CredentialFile.Describe(kind),
    };
}
