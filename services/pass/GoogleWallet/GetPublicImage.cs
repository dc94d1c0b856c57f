using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// An image for Google, which fetches it without a credential. A template's is named by the SHA-256 of its content: who does not know the
/// image cannot guess it, and a browser may keep it. A pass's is named by its id and is gone when no pass has it any more.
/// </summary>
internal static class GetPublicImage
{
    private const int HashLength = 64;
    private const string Forever = "public, max-age=31536000, immutable";
    private const string AWhile = "public, max-age=3600";

    internal static async Task<Results<FileContentHttpResult, Problem>> HandleAsync(
        string organization, string file, HttpContext http, PassesDbContext db, CancellationToken cancellationToken)
    {
        var name = file.EndsWith(PublicImages.Extension, StringComparison.Ordinal) ? file[..^PublicImages.Extension.Length] : "";
        if (!TypeId.TryParse(IdPrefixes.Organization, organization, out var organizationId))
            return Unknown();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (TypeId.TryParse(IdPrefixes.Image, name, out var imageId))
        {
            var own = await db.UploadedImages.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Id == imageId)
                .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken);
            http.Response.Headers.CacheControl = own is null ? "" : AWhile;
            return own is null ? Unknown() : TypedResults.File(own, "image/png", entityTag: new EntityTagHeaderValue($"\"{name}\""));
        }

        if (name.Length != HashLength || !name.All(char.IsAsciiHexDigitLower)
            || await db.Images.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Sha256 == name)
                .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken) is not { } content)
            return Unknown();
        http.Response.Headers.CacheControl = Forever;
        return TypedResults.File(content, "image/png", entityTag: new EntityTagHeaderValue($"\"{name}\""));
    }

    private static Problem Unknown() => Problem.Of(StatusCodes.Status404NotFound, "not_found", "There is no image at this address.");
}
