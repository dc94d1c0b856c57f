using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>The certificate request as a file to upload at Apple.</summary>
internal static class GetCertificateRequest
{
    internal static async Task<Results<FileContentHttpResult, Problem>> HandleAsync(
        string id, string? format, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (format is not (null or "pem" or "der"))
            return Problem.Invalid("?format", "out_of_range", "format must be pem or der.");
        if (await db.FindIdentityAsync(id, caller, cancellationToken) is not { DeletedAt: null } identity)
            return WalletIdentityLookup.NotFound(id);
        if (identity.CertificateRequest is not { } pem)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "not_found",
                "The wallet identity has no open certificate request. Make one with POST /wallet-identities/apple/requests.");
        }

        var name = $"{identity.PassTypeIdentifier ?? "pass"}.certSigningRequest";
        if (format != "der")
            return TypedResults.File(Encoding.ASCII.GetBytes(pem), "application/x-pem-file", name);
        var fields = PemEncoding.Find(pem);
        return TypedResults.File(Convert.FromBase64String(pem[fields.Base64Data]), "application/pkcs10", name);
    }
}
