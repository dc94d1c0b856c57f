using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// A Pass Type ID certificate, the intermediate that issued it, and its private key, parsed once. Safe to use from many threads.
/// </summary>
public sealed class AppleSigningIdentity : IDisposable
{
    private const int MinKeyBits = 2048;
    private const int MaxKeyBits = 4096;
    private readonly RSA? _privateKey;
    private readonly IExternalSigner? _externalSigner;
    private readonly RSA _publicKey;

    private AppleSigningIdentity(
        X509Certificate2 certificate, X509Certificate2 intermediate, X509Certificate2? root, RSA? privateKey,
        IExternalSigner? externalSigner)
    {
        Certificate = certificate;
        Intermediate = intermediate;
        AppleRoot = root;
        IsApple = root is not null || AppleAuthorities.IsApple(intermediate, []);
        _privateKey = privateKey;
        _externalSigner = externalSigner;
        _publicKey = certificate.GetRSAPublicKey()!;
        PassTypeIdentifier = CertificateSubject.UserId(certificate) ?? "";
        TeamIdentifier = CertificateSubject.OrganizationalUnit(certificate) ?? "";
        Cms = new CmsTemplate(certificate, intermediate, _publicKey.KeySize / 8);
    }

    /// <summary>The pass type identifier that the certificate is for: the user id in its subject.</summary>
    public string PassTypeIdentifier { get; }

    /// <summary>The team that the certificate belongs to: the organizational unit in its subject.</summary>
    public string TeamIdentifier { get; }

    /// <summary>From when the certificate is valid.</summary>
    public DateTimeOffset NotBefore => Certificate.NotBefore.ToUniversalTime();

    /// <summary>Until when the certificate is valid.</summary>
    public DateTimeOffset NotAfter => Certificate.NotAfter.ToUniversalTime();

    /// <summary>The Pass Type ID certificate, without its key. Owned by the identity.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate that issued it (Apple WWDR). Owned by the identity.</summary>
    public X509Certificate2 Intermediate { get; }

    /// <summary>Whether the chain ends in a root of Apple; no device accepts another one.</summary>
    public bool IsApple { get; }

    /// <summary>
    /// Apple's root, where it is needed to show that an intermediate is Apple's: store it with the intermediate. Owned by the identity.
    /// </summary>
    public X509Certificate2? AppleRoot { get; }

    /// <summary>Bytes in a signature: the key's size.</summary>
    public int SignatureLength => _publicKey.KeySize / 8;

    internal CmsTemplate Cms { get; }

    internal bool IsExternal => _externalSigner is not null;

    /// <summary>Reads a PKCS#12 file (.p12, .pfx).</summary>
    /// <param name="pkcs12">The file.</param>
    /// <param name="password">Its password; null or empty when there is none.</param>
    /// <param name="intermediates">Further certificates among which the issuer may be.</param>
    /// <param name="check">
    /// Rejects a certificate by an <see cref="AppleIdentityException"/> before its key and issuer are looked at.
    /// </param>
    /// <exception cref="AppleIdentityException">The file, the password, the key or the issuer is wrong.</exception>
    public static AppleSigningIdentity FromPkcs12(
        ReadOnlyMemory<byte> pkcs12, string? password, IReadOnlyList<X509Certificate2>? intermediates = null,
        Action<X509Certificate2>? check = null)
    {
        if (CredentialFile.Read(pkcs12) is var parts && parts[0].Kind is not (CredentialKind.Pkcs12 or CredentialKind.Unknown))
            throw new AppleIdentityException(AppleIdentityPart.Pkcs12, CredentialFile.Describe(parts[0].Kind));

        X509Certificate2Collection contents;
        try
        {
            // The key stays in memory, except on macOS, which does not support that.
            var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.Exportable
                : X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable;
            contents = AppleIdentityFiles.LoadPkcs12(pkcs12.Span, password, storage);
        }
        catch (Pkcs12LoadLimitExceededException exception)
        {
            throw new AppleIdentityException(AppleIdentityPart.Pkcs12,
                "The PKCS#12 file asks for more rounds of its password, or holds more, than any program writes: export it again.",
                exception);
        }
        catch (CryptographicException exception) when (exception.HResult == AppleIdentityFiles.InvalidPassword)
        {
            throw new AppleIdentityException(AppleIdentityPart.Password, string.IsNullOrEmpty(password)
                ? "The PKCS#12 file has a password: give the one that it was exported with."
                : "The password does not open the PKCS#12 file: give the one that it was exported with.", exception);
        }
        catch (CryptographicException exception)
        {
            throw new AppleIdentityException(AppleIdentityPart.Pkcs12,
                "The PKCS#12 file cannot be read: it is damaged, incomplete or of another kind. Export it again as .p12.", exception);
        }

        try
        {
            var leaf = AppleIdentityFiles.ChooseLeaf([.. contents.Where(c => c.HasPrivateKey)])
                ?? throw new AppleIdentityException(AppleIdentityPart.Pkcs12,
                    "The PKCS#12 file holds no private key: export the certificate together with its key.");
            check?.Invoke(leaf);
            var key = leaf.GetRSAPrivateKey()
                ?? throw new AppleIdentityException(AppleIdentityPart.Pkcs12,
                    "The key in the PKCS#12 file is not RSA: Apple's Pass Type ID certificates use RSA with 2048 bits.");
            return Create(
                leaf.RawDataMemory, [.. contents.Where(c => !ReferenceEquals(c, leaf)), .. intermediates ?? []], key, externalSigner: null,
                check);
        }
        finally
        {
            foreach (var certificate in contents)
                certificate.Dispose();
        }
    }

    /// <summary>Reads PEM texts.</summary>
    /// <param name="certificatePem">The Pass Type ID certificate.</param>
    /// <param name="privateKeyPem">Its private key, not encrypted.</param>
    /// <param name="intermediatesPem">
    /// One or more certificates, among them the issuer; null or empty when it is behind the certificate or one that is included
    /// (<see cref="AppleAuthorities.Included"/>).
    /// </param>
    /// <param name="check">
    /// Rejects a certificate by an <see cref="AppleIdentityException"/> before its key and issuer are looked at.
    /// </param>
    /// <exception cref="AppleIdentityException">A text, the key or the issuer is wrong.</exception>
    public static AppleSigningIdentity FromPem(
        string certificatePem, string privateKeyPem, string? intermediatesPem, Action<X509Certificate2>? check = null)
    {
        var key = AppleIdentityFiles.ReadKey(privateKeyPem);
        using var disposed = new KeyOnFailure(key);
        var leaf = AppleIdentityFiles.ReadCertificates(certificatePem, "certificate", AppleIdentityPart.Certificate);
        // Whole chains are pasted in either order.
        var first = leaf.FirstOrDefault(CertificateKind.IsPassCertificate) ?? leaf[0];
        var intermediates = string.IsNullOrWhiteSpace(intermediatesPem) ? []
            : AppleIdentityFiles.ReadCertificates(intermediatesPem, "intermediate certificate", AppleIdentityPart.Intermediates);
        try
        {
            return disposed.Keep(
                Create(first.RawDataMemory, [.. leaf.Where(one => one != first), .. intermediates], key, externalSigner: null, check));
        }
        finally
        {
            foreach (var certificate in leaf.Concat(intermediates))
                certificate.Dispose();
        }
    }

    /// <summary>Uses a key that stays elsewhere.</summary>
    /// <param name="certificate">The Pass Type ID certificate; the caller keeps it.</param>
    /// <param name="intermediates">Among them the issuer; the caller keeps them.</param>
    /// <param name="signer">Signs hashes. Each signature is verified with the certificate.</param>
    /// <param name="prove">Whether it signs once here, to prove that its key belongs to the certificate.</param>
    /// <exception cref="AppleIdentityException">The certificate, the issuer or the signer is wrong.</exception>
    public static AppleSigningIdentity FromExternalSigner(
        X509Certificate2 certificate, IReadOnlyList<X509Certificate2> intermediates, IExternalSigner signer, bool prove = true) =>
        Create(certificate.RawDataMemory, intermediates, privateKey: null, signer, check: null, prove);

    /// <summary>The private key as PKCS#8 in PEM, to be sealed and stored; null when it stays elsewhere.</summary>
    public string? ExportPrivateKeyPem() => _privateKey?.ExportPkcs8PrivateKeyPem();

    /// <summary>What is wrong with the identity at a moment.</summary>
    /// <param name="now">The time.</param>
    public IReadOnlyList<Finding> Validate(DateTimeOffset now)
    {
        var findings = new List<Finding>();
        if (CheckValidity(NotBefore, NotAfter, now) is { } validity)
            findings.Add(validity);
        if (now > Intermediate.NotAfter.ToUniversalTime())
        {
            findings.Add(new Finding(FindingSeverity.Error, "", "intermediate_expired",
                "The intermediate certificate has expired: download the current Apple WWDR certificate that issued yours and upload it."));
        }

        return findings;
    }

    /// <summary>What is wrong with a certificate's validity at a moment; null when nothing is.</summary>
    /// <param name="notBefore">From when it is valid.</param>
    /// <param name="notAfter">Until when it is valid.</param>
    /// <param name="now">The time.</param>
    public static Finding? CheckValidity(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now)
    {
        if (now > notAfter)
        {
            return new Finding(FindingSeverity.Error, "", "certificate_expired",
                $"The certificate expired on {notAfter:yyyy-MM-dd}: renew it at Apple for the same Pass Type ID and upload it here. "
                + "Installed passes keep working.")
            { Values = DayOf(notAfter) };
        }

        if (now < notBefore)
        {
            return new Finding(FindingSeverity.Error, "", "certificate_not_yet_valid",
                $"The certificate is valid from {notBefore:yyyy-MM-dd HH:mm} UTC: wait until then or check this machine's clock.")
            { Values = DayOf(notBefore) };
        }

        return now <= notAfter.AddDays(-30) ? null
            : new Finding(FindingSeverity.Warning, "", "certificate_expires_soon",
                $"The certificate expires on {notAfter:yyyy-MM-dd}: before then, renew it at Apple for the same Pass Type ID "
                + "and upload it here.")
            { Values = DayOf(notAfter) };
    }

    private static IReadOnlyDictionary<string, string>? DayOf(DateTimeOffset time) =>
        Finding.ValuesOf(("day", time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    /// <summary>
    /// Signs content as passes are signed: a detached CMS signature. The web service answers a personalization request with the
    /// token it was sent, signed so.
    /// </summary>
    /// <param name="content">The content, such as the bytes of the personalization token.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    /// <returns>The signature, in DER.</returns>
    public byte[] SignDetached(ReadOnlySpan<byte> content, DateTimeOffset signingTime)
    {
        var signature = new byte[Cms.Length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Cms.Fill(signature, SHA256.HashData(content), signingTime, hash);
        SignHash(hash, signature.AsSpan(Cms.SignatureRange));
        return signature;
    }

    /// <summary>The same without holding a thread while an external signer works.</summary>
    /// <param name="content">The content.</param>
    /// <param name="signingTime">When it is signed, to the second.</param>
    /// <returns>The signature, in DER.</returns>
    public async ValueTask<byte[]> SignDetachedAsync(
        ReadOnlyMemory<byte> content, DateTimeOffset signingTime, CancellationToken cancellationToken)
    {
        var signature = new byte[Cms.Length];
        var hash = new byte[SHA256.HashSizeInBytes];
        Cms.Fill(signature, SHA256.HashData(content.Span), signingTime, hash);
        await SignHashAsync(hash, signature.AsMemory()[Cms.SignatureRange], cancellationToken);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _privateKey?.Dispose();
        _publicKey.Dispose();
        Certificate.Dispose();
        Intermediate.Dispose();
        AppleRoot?.Dispose();
    }

    internal void SignHash(ReadOnlySpan<byte> sha256Hash, Span<byte> signature)
    {
        if (_privateKey is not null)
        {
            if (!_privateKey.TrySignHash(sha256Hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out var written)
                || written != signature.Length)
            {
                throw new CryptographicException("The RSA signature has an unexpected length.");
            }
        }
        else
        {
            CopyVerified(_externalSigner!.SignHash(sha256Hash), sha256Hash, signature);
        }
    }

    internal async ValueTask SignHashAsync(ReadOnlyMemory<byte> sha256Hash, Memory<byte> signature, CancellationToken cancellationToken)
    {
        if (_externalSigner is null)
        {
            SignHash(sha256Hash.Span, signature.Span);
        }
        else
        {
            var made = await _externalSigner.SignHashAsync(sha256Hash, cancellationToken);
            CopyVerified(made, sha256Hash.Span, signature.Span);
        }
    }

    /// <summary>A signature made elsewhere is checked: a rotated key there must not become passes that no phone opens.</summary>
    private void CopyVerified(ReadOnlySpan<byte> made, ReadOnlySpan<byte> sha256Hash, Span<byte> signature)
    {
        if (made.Length != signature.Length
            || !_publicKey.VerifyHash(sha256Hash, made, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            throw new AppleIdentityException(AppleIdentityPart.PrivateKey,
                "The external signer's signature does not fit the certificate: it must sign with the certificate's own key, "
                + "RSA PKCS#1 v1.5 over the given SHA-256 hash.");
        }

        made.CopyTo(signature);
    }

    private static AppleSigningIdentity Create(
        ReadOnlyMemory<byte> leafDer, IReadOnlyList<X509Certificate2> candidates, RSA? privateKey, IExternalSigner? externalSigner,
        Action<X509Certificate2>? check, bool prove = false)
    {
        var leaf = X509CertificateLoader.LoadCertificate(leafDer.Span);
        try
        {
            check?.Invoke(leaf);
            using var publicKey = leaf.GetRSAPublicKey()
                ?? throw new AppleIdentityException(AppleIdentityPart.Certificate,
                    "The certificate's key is not RSA: Apple's Pass Type ID certificates use RSA with 2048 bits.");
            if (publicKey.KeySize is < MinKeyBits or > MaxKeyBits)
            {
                throw new AppleIdentityException(AppleIdentityPart.Certificate,
                    $"The certificate's key has {publicKey.KeySize} bits: make a certificate request with RSA 2048, as Apple requires.");
            }

            if (privateKey is not null && !HasKey(publicKey, privateKey))
            {
                throw new AppleIdentityException(AppleIdentityPart.PrivateKey,
                    "The private key does not belong to the certificate: upload the key that the certificate request was made with.");
            }

            var issuer = CertificateIssuer.Find(leaf, candidates.Concat(AppleAuthorities.Included))
                ?? throw new AppleIdentityException(AppleIdentityPart.Intermediates,
                    $"None of the intermediate certificates issued this one: add the Apple WWDR certificate named \"{leaf.Issuer}\", "
                    + $"which is at {AppleAuthorities.WhereToGet(leaf)}.");
            var root = AppleAuthorities.FindRoot(issuer, candidates);
            var identity = new AppleSigningIdentity(
                leaf, X509CertificateLoader.LoadCertificate(issuer.RawDataMemory.Span),
                root is null ? null : X509CertificateLoader.LoadCertificate(root.RawDataMemory.Span), privateKey, externalSigner);
            if (externalSigner is not null && prove)
                identity.SignHash(SHA256.HashData("Passinstance"u8), new byte[identity.SignatureLength]);
            return identity;
        }
        catch
        {
            leaf.Dispose();
            privateKey?.Dispose();
            throw;
        }
    }

    private static bool HasKey(RSA publicKey, RSA privateKey)
    {
        var of = publicKey.ExportParameters(false);
        var with = privateKey.ExportParameters(false);
        return of.Modulus.AsSpan().SequenceEqual(with.Modulus) && of.Exponent.AsSpan().SequenceEqual(with.Exponent);
    }

    /// <summary>Disposes of a key unless an identity took it.</summary>
    private sealed class KeyOnFailure(RSA key) : IDisposable
    {
        private RSA? _key = key;

        public AppleSigningIdentity Keep(AppleSigningIdentity identity)
        {
            _key = null;
            return identity;
        }

        public void Dispose() => _key?.Dispose();
    }
}
