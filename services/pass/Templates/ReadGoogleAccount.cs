using System.Security.Claims;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Templates;

/// <summary>Gives the service that speaks to Google the account of an issuer, sealed.</summary>
internal static class ReadGoogleAccount
{
    private const string Purpose = "google-account";

    internal static async Task<IResult> HandleAsync(
        string issuerId, ClaimsPrincipal caller, GoogleAccountStore accounts, SecretBox box, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (await accounts.ReadAsync(organizationId, issuerId, cancellationToken) is not { } account)
            return Problem.Of(404, "not_found", "No service account is stored for this issuer.");
        return TypedResults.Bytes(box.Seal(Purpose, organizationId, JsonSerializer.SerializeToUtf8Bytes(account)), "application/octet-stream");
    }
}
