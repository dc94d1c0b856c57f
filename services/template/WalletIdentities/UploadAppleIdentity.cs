using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Keeps a Pass Type ID certificate. One for the same pass type identifier takes the place of an older one: that is how a certificate is renewed, and
/// passes that are installed need nothing else. The same one again changes nothing.
/// </summary>
internal static class UploadAppleIdentity
{
    internal static async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        UploadAppleIdentityRequest request, ClaimsPrincipal caller, TemplatesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
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
                $"A newer certificate for {certificate.PassTypeIdentifier} is stored, issued {stored.NotBefore:yyyy-MM-dd} and valid until {stored.NotAfter:yyyy-MM-dd}. Upload the newest one, or delete the stored one first.");
        }

        var identity = stored ?? db.AddIdentity(WalletIdentity.Create(organizationId, WalletIdentity.Apple, certificate.PassTypeIdentifier, time));
        identity.Take(certificate, box.Seal(WalletIdentity.Purpose, organizationId, Encoding.UTF8.GetBytes(privateKey)), time);
        return await db.SaveIdentityAsync(identity, isNew: stored is null, cancellationToken);
    }
}
