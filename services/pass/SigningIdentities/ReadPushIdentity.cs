using System.Text;
using System.Text.Json;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.SigningIdentities;

/// <summary>Gives the service that pushes the certificate and key of a pass type, sealed: Apple takes pushes from whoever signs the passes.</summary>
internal static class ReadPushIdentity
{
    internal static async Task<IResult> HandleAsync(
        string organization, string passType, HttpContext http, ServiceCall call, PassesDbContext db, SecretBox box, CancellationToken cancellationToken)
    {
        if (!call.IsGenuine(http.Request))
            return Problem.Unauthorized("Only services of this deployment may ask this.");
        if (!TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId) ||
            await SigningIdentityStore.ReadAnyAsync(db, organizationId, passType, cancellationToken) is not { } identity)
            return Problem.Of(404, "not_found", "No certificate is stored for this pass type.");
        var answer = JsonSerializer.SerializeToUtf8Bytes(new
        {
            identity.Certificate,
            identity.Intermediates,
            PrivateKey = Encoding.UTF8.GetString(box.Open(SigningIdentityStore.Purpose, organizationId, identity.SealedPrivateKey)),
            identity.TeamIdentifier,
        });
        return TypedResults.Bytes(call.Seal(organizationId, answer), "application/octet-stream");
    }
}
