using System.Security.Claims;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Templates;

/// <summary>Gives the service that pushes the certificate and key of a pass type, sealed: Apple takes pushes from whoever signs the passes.</summary>
internal static class ReadPushIdentity
{
    private const string Purpose = "push-identity";

    internal static async Task<IResult> HandleAsync(
        string passType, ClaimsPrincipal caller, SigningIdentityStore identities, SecretBox box, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (await identities.ReadAnyAsync(organizationId, passType, cancellationToken) is not { } identity)
            return Problem.Of(404, "not_found", "No certificate is stored for this pass type.");
        using var signer = AppleSigningIdentity.FromPem(identity.Certificate, identity.PrivateKey, identity.Intermediates);
        var answer = JsonSerializer.SerializeToUtf8Bytes(new { identity.Certificate, identity.Intermediates, identity.PrivateKey, signer.TeamIdentifier });
        return TypedResults.Bytes(box.Seal(Purpose, organizationId, answer), "application/octet-stream");
    }
}
