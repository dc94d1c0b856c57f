using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ExternalSigners;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Apple;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A certificate request: the PKCS#10 text for Apple, and the key that was made for it, sealed.</summary>
/// <param name="Pem">In PEM.</param>
/// <param name="KeyHash">Names the key.</param>
/// <param name="SealedKey">The private key in PEM, sealed.</param>
internal sealed record AppleCertificateRequest(string Pem, string KeyHash, byte[] SealedKey);

/// <summary>Makes keys with their certificate requests, and puts the certificates from Apple to the keys.</summary>
internal static class CertificateRequests
{
    /// <summary>What Apple requires.</summary>
    private const int KeyBits = 2048;

    /// <summary>A new key; it leaves this method sealed only.</summary>
    /// <param name="organizationId">The owner.</param>
    /// <param name="name">The common name. Apple replaces it.</param>
    /// <param name="box">Seals the key.</param>
    internal static AppleCertificateRequest Create(Guid organizationId, string name, SecretBox box)
    {
        using var key = RSA.Create(KeyBits);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var secret = Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem());
        return new AppleCertificateRequest(
            request.CreateSigningRequestPem() + "\n", AppleCertificate.KeyHashOf(key),
            box.Seal(WalletIdentity.Purpose, organizationId, secret));
    }

    /// <summary>Whether the text with the certificate has its private key, too.</summary>
    internal static bool HasOwnKey(UploadAppleIdentityRequest request) =>
        request.Certificate is { Length: <= AppleUpload.MaxText } text && AppleUpload.IsCertificateAlone(request)
        && CredentialFile.ReadText(text).Any(part => part.Kind is CredentialKind.PrivateKey);

    /// <summary>
    /// Signs with a certificate that Apple made for a key which is stored already: the key of an open request, or the present key again.
    /// The pass type's certificate in use is renewed in place: its id stays, and the request is gone.
    /// </summary>
    internal static async Task<Results<Ok<WalletIdentityResponse>, Problem>> CompleteAsync(
        WalletIdentity requested, string? certificateText, string? intermediates, TemplatesDbContext db, SecretBox box,
        ExternalSignerRegistry signers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(certificateText))
            return Problem.Invalid("/certificate", "required", "Send the certificate that Apple made from the request, in PEM.");
        var now = time.GetUtcNow();
        var errors = new List<InvalidValue>();
        if (certificateText.Length > AppleUpload.MaxText || intermediates?.Length > AppleUpload.MaxText)
        {
            return Problem.Invalid(certificateText.Length > AppleUpload.MaxText ? "/certificate" : "/intermediates", "too_long",
                $"Send at most {AppleUpload.MaxText / 1024} KiB: a certificate has about two.", ("maxBytes", AppleUpload.MaxText));
        }

        using var certificate = AppleUpload.ReadCertificate(certificateText, now, errors);
        if (certificate is null)
            return Problem.Invalid(errors);
        var keyHash = AppleCertificate.KeyHashOf(certificate);
        var isRequested = requested.RequestKeyHash is not null && requested.RequestKeyHash == keyHash;
        if (keyHash is null || (!isRequested && KeyHashOf(requested) != keyHash))
            return await WrongKeyAsync(requested, certificate, keyHash, db, cancellationToken);

        var organizationId = requested.OrganizationId;
        var sealedKey = isRequested ? requested.SealedRequestKey : requested.SealedSecret;
        var location = isRequested ? KeyLocation.Stored : requested.KeyLocation;
        var secret = box.Open(WalletIdentity.Purpose, organizationId, sealedKey);
        // The present key may be in a module: the same reference signs with the new certificate.
        var external = location == KeyLocation.Stored ? null : ExternalKeys.Read(secret);
        var request = new UploadAppleIdentityRequest
        {
            Certificate = certificateText,
            PrivateKey = external is null ? Encoding.UTF8.GetString(secret) : null,
            Signer = external,
            Intermediates = intermediates,
        };
        IExternalSigner? signer = null;
        if (external is not null && ExternalKeys.Open(signers, organizationId, external, out signer) is { } unknown)
            return Problem.Invalid([unknown]);
        var known = await db.KnownIntermediatesAsync(organizationId, cancellationToken);
        if (AppleUpload.Read(request, known, now, errors, signer) is not var (read, _))
            return Problem.Invalid(errors);
        if (requested.PassTypeIdentifier is { } expected && expected != read.PassTypeIdentifier)
        {
            return Problem.Invalid("/certificate", "certificate_differs",
                $"The certificate is for \"{read.PassTypeIdentifier}\", and the request was made for \"{expected}\". "
                + "Make the certificate at Apple for that Pass Type ID, or make another request.",
                ("sent", read.PassTypeIdentifier), ("expected", expected));
        }

        var stored = await db.FindIdentityAsync(organizationId, WalletIdentity.Apple, read.PassTypeIdentifier, cancellationToken);
        if (stored?.Fingerprint == read.Fingerprint)
            return TypedResults.Ok(await db.DescribeAsync(stored, time, cancellationToken));
        if (WalletIdentityLookup.OlderThan(stored, read) is { } older)
            return older;

        var identity = stored ?? requested;
        identity.Complete(read, sealedKey, keyHash, time, location);
        if (!ReferenceEquals(identity, requested))
            requested.Delete(time);
        return (await db.SaveIdentityAsync(identity, isNew: false, time, cancellationToken)).Result switch
        {
            Ok<WalletIdentityResponse> ok => ok,
            Problem problem => problem,
            _ => throw new InvalidOperationException("A request is stored already."),
        };
    }

    private static string? KeyHashOf(WalletIdentity identity)
    {
        if (identity.Certificate is null)
            return null;
        using var certificate = X509Certificate2.CreateFromPem(identity.Certificate);
        return AppleCertificate.KeyHashOf(certificate);
    }

    private static async Task<Problem> WrongKeyAsync(
        WalletIdentity requested, X509Certificate2 certificate, string? keyHash, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (keyHash is null)
        {
            return Problem.Invalid("/certificate", "invalid_identity",
                "The certificate's key is not RSA, so it was not made from this request. Upload the request at Apple, and send the "
                + "certificate that Apple makes from it.");
        }

        return await db.FindByKeyAsync(requested.OrganizationId, keyHash, cancellationToken) is { } other
            ? Problem.Invalid("/certificate", "wrong_key",
                "The certificate was made from another certificate request of yours: "
                + $"{TypeId.Format(IdPrefixes.WalletIdentity, other.Id)}. Send it there.")
            : Problem.Invalid("/certificate", "wrong_key",
                $"The certificate \"{certificate.Subject}\" was not made from this certificate request: it has another key. "
                + "Upload the request of this identity at Apple and send the certificate from there, or send the certificate with its "
                + "private key to POST /wallet-identities/apple.");
    }
}

/// <summary>Finds what a certificate may be put to.</summary>
internal static class CertificateRequestLookup
{
    private const int MaxKnown = 20;

    extension(TemplatesDbContext db)
    {
        /// <summary>The open request whose key a certificate has.</summary>
        internal async Task<WalletIdentity?> FindByKeyAsync(Guid organizationId, string? keyHash, CancellationToken cancellationToken) =>
            keyHash is null ? null : await db.WalletIdentities.FirstOrDefaultAsync(
                i => i.OrganizationId == organizationId && i.DeletedAt == null && i.RequestKeyHash == keyHash, cancellationToken);

        /// <summary>The intermediates of the organization's certificates, so that a newer one of Apple is uploaded once.</summary>
        internal async Task<IReadOnlyList<string>> KnownIntermediatesAsync(Guid organizationId, CancellationToken cancellationToken) =>
            await db.WalletIdentities.Where(i => i.OrganizationId == organizationId && i.DeletedAt == null && i.Intermediates != null)
                .Select(i => i.Intermediates!).Distinct().OrderBy(pem => pem).Take(MaxKnown).ToListAsync(cancellationToken);
    }
}
