using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>A Pass Type ID certificate with its private key: as one PKCS#12 file, or as PEM texts.</summary>
public sealed record UploadAppleIdentityRequest
{
    /// <summary>The PKCS#12 file (.p12, .pfx) in base64, with certificate and private key.</summary>
    public string? Pkcs12 { get; init; }

    /// <summary>The PKCS#12 file's password; absent when it has none.</summary>
    public string? Password { get; init; }

    /// <summary>The certificate in PEM, instead of <see cref="Pkcs12"/>.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key in PEM, without a password.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>
    /// The Apple WWDR certificate that issued it, in PEM, unless the PKCS#12 file or <see cref="Certificate"/> includes it. You can send
    /// more than one.
    /// </summary>
    public string? Intermediates { get; init; }
}

/// <summary>
/// Stores a Pass Type ID certificate. One for the same pass type identifier replaces an older one: that is how a certificate is renewed,
/// and installed passes need nothing else. The same certificate again changes nothing.
/// </summary>
internal static class UploadAppleIdentity
{
    internal static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        UploadAppleIdentityRequest request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var errors = new List<InvalidValue>();
        if (AppleUpload.Read(request, time.GetUtcNow(), errors) is not var (certificate, privateKey))
            return Problem.Invalid(errors);

        var stored = await db.FindIdentityAsync(organizationId, WalletIdentity.Apple, certificate.PassTypeIdentifier, cancellationToken);
        if (stored?.Fingerprint == certificate.Fingerprint)
            return TypedResults.Ok(WalletIdentityResponse.From(stored));
        if (certificate.NotBefore < stored?.NotBefore)
        {
            return Problem.Conflict("older_certificate",
                $"A newer certificate for {certificate.PassTypeIdentifier} is already stored, issued {stored.NotBefore:yyyy-MM-dd} " +
                $"and valid until {stored.NotAfter:yyyy-MM-dd}. Upload the newest one, or delete the stored one first.");
        }

        var identity = stored ?? WalletIdentity.Create(organizationId, WalletIdentity.Apple, certificate.PassTypeIdentifier, time);
        identity.Replace(certificate, box.Seal(WalletIdentity.Purpose, organizationId, Encoding.UTF8.GetBytes(privateKey)), time);
        return await db.SaveIdentityAsync(identity, isNew: stored is null, cancellationToken);
    }
}
