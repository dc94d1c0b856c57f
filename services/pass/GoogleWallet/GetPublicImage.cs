using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// An image of a template for Google, which fetches it without a credential. Its name is the SHA-256 of its content: who does not know the
/// image cannot guess it, and a browser may keep it.
/// </summary>
internal static class GetPublicImage
{
    private const int HashLength = 64;
    private const string Forever = "public, max-age=31536000, immutable";

    internal static async Task<Results<FileContentHttpResult, Problem>> HandleAsync(
        string organization, string file, HttpContext http, PassesDbContext db, CancellationToken cancellationToken)
    {
        var sha256 = file.EndsWith(PublicImages.Extension, StringComparison.Ordinal) ? file[..^PublicImages.Extension.Length] : "";
        if (!TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId)
            || sha256.Length != HashLength || !sha256.All(char.IsAsciiHexDigitLower)
            || await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Sha256 == sha256)
                .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken) is not { } content)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no image at this address.");
        }

        http.Response.Headers.CacheControl = Forever;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(content, "image/png", entityTag: new EntityTagHeaderValue($"\"{sha256}\""));
    }
}
