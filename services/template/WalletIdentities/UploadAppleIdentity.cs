using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ExternalSigners;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Wallet.Apple;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// A Pass Type ID certificate with its private key: as one PKCS#12 file, or as PEM texts. A certificate alone is enough if its key was
/// made by a certificate request of yours.
/// </summary>
public sealed record UploadAppleIdentityRequest
{
    /// <summary>The PKCS#12 file (.p12, .pfx) in base64, with certificate and private key.</summary>
    public string? Pkcs12 { get; init; }

    /// <summary>The PKCS#12 file's password; absent when it has none.</summary>
    public string? Password { get; init; }

    /// <summary>The certificate in PEM or in base64, instead of <see cref="Pkcs12"/>.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key in PEM, without a password.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>
    /// Where the private key is, instead of <see cref="PrivateKey"/>: in a module or service that the operator has configured.
    /// </summary>
    public ExternalKeyRequest? Signer { get; init; }

    /// <summary>
    /// Intermediate certificates in PEM. Apple WWDR G4, which issues Pass Type ID certificates, is known; send a newer one, with Apple's
    /// root.
    /// </summary>
    public string? Intermediates { get; init; }
}

/// <summary>A private key that stays in a hardware security module or a key management service.</summary>
public sealed record ExternalKeyRequest
{
    /// <summary>The external signer's name, as your operator has configured it for your organization.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The key there. PKCS#11: its label, or <c>id:</c> and its id in hexadecimal. AWS KMS: its id, ARN, or alias such as
    /// <c>alias/passes</c>. It must be RSA and allowed to sign.
    /// </summary>
    public required string Key { get; init; }
}

/// <summary>
/// Stores a Pass Type ID certificate. One for the same pass type identifier replaces an older one: that is how a certificate is renewed,
/// and installed passes need nothing else. The same certificate again changes nothing.
/// </summary>
internal static class UploadAppleIdentity
{
    internal static Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        UploadAppleIdentityRequest request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, ExternalSignerRegistry signers,
        TimeProvider time, CancellationToken cancellationToken) =>
        StoreAsync(request, error => error, caller, db, box, signers, time, cancellationToken);

    /// <summary>The same operation with a form: <c>curl -F file=@pass.p12 -F password=...</c></summary>
    internal static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleFormAsync(
        HttpRequest http, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, ExternalSignerRegistry signers, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (request, locate, problem) = await AppleForm.ReadAsync(http, cancellationToken);
        return request is null ? problem! : await StoreAsync(request, locate, caller, db, box, signers, time, cancellationToken);
    }

    private static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> StoreAsync(
        UploadAppleIdentityRequest request, Func<InvalidValue, InvalidValue> locate, ClaimsPrincipal caller, TemplatesDbContext db,
        SecretBox box, ExternalSignerRegistry signers, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var errors = new List<InvalidValue>();
        IExternalSigner? signer = null;
        if (request.Signer is { } key && ExternalKeys.Open(signers, organizationId, key, out signer) is { } unknown)
            return Problem.Invalid([unknown]);
        if (AppleUpload.IsCertificateAlone(request) && !CertificateRequests.HasOwnKey(request))
            return await CompleteRequestAsync(request, locate, organizationId, db, box, signers, time, cancellationToken);

        var known = await db.KnownIntermediatesAsync(organizationId, cancellationToken);
        var whole = CertificateRequests.HasOwnKey(request) ? request with { PrivateKey = request.Certificate } : request;
        if (AppleUpload.Read(whole, known, time.GetUtcNow(), errors, signer) is not var (certificate, privateKey))
            return Problem.Invalid([.. errors.Select(locate)]);

        var stored = await db.FindIdentityAsync(organizationId, WalletIdentity.Apple, certificate.PassTypeIdentifier, cancellationToken);
        var (secret, location) = request.Signer is { } external
            ? (ExternalKeys.Write(external), ExternalKeys.LocationOf(signers, organizationId, external))
            : (Encoding.UTF8.GetBytes(privateKey), KeyLocation.Stored);
        // The same certificate again changes nothing, unless its key is now elsewhere.
        if (stored?.Fingerprint == certificate.Fingerprint && stored.KeyLocation == location
            && (location == KeyLocation.Stored
                || box.Open(WalletIdentity.Purpose, organizationId, stored.SealedSecret).AsSpan().SequenceEqual(secret)))
            return TypedResults.Ok(await db.DescribeAsync(stored, time, cancellationToken));
        if (WalletIdentityLookup.OlderThan(stored, certificate) is { } older)
            return older;

        var identity = stored ?? WalletIdentity.Create(organizationId, WalletIdentity.Apple, certificate.PassTypeIdentifier, time);
        identity.Replace(certificate, box.Seal(WalletIdentity.Purpose, organizationId, secret), time, location);
        return await db.SaveIdentityAsync(identity, isNew: stored is null, time, cancellationToken);
    }

    // A .cer from Apple without a key: the request that it was made from is found by its key.
    private static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> CompleteRequestAsync(
        UploadAppleIdentityRequest request, Func<InvalidValue, InvalidValue> locate, Guid organizationId, TemplatesDbContext db,
        SecretBox box, ExternalSignerRegistry signers, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new List<InvalidValue>();
        using var certificate = request.Certificate!.Length > AppleUpload.MaxText ? null
            : AppleUpload.ReadCertificate(request.Certificate, time.GetUtcNow(), errors);
        if (certificate is null && errors.Count == 0)
            AppleUpload.Read(request, [], time.GetUtcNow(), errors);
        if (certificate is null)
            return Problem.Invalid([.. errors.Select(locate)]);
        if (await db.FindByKeyAsync(organizationId, AppleCertificate.KeyHashOf(certificate), cancellationToken) is not { } requested)
        {
            return Problem.Invalid("/privateKey", "required",
                "No certificate request of yours has the key of this certificate. Send its private key, too, or the .p12 that has both; "
                + "or make a request with POST /wallet-identities/apple/requests and upload it at Apple.");
        }

        var result = await CertificateRequests.CompleteAsync(
            requested, request.Certificate!, request.Intermediates, db, box, signers, time, cancellationToken);
        return result.Result switch
        {
            Problem problem => problem.Relocate(locate),
            Ok<WalletIdentityResponse> ok => ok,
            _ => throw new InvalidOperationException("A completed request is either stored or rejected."),
        };
    }
}
