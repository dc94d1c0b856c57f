using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Images;

/// <summary>Gets the file of an image.</summary>
internal static class GetImage
{
    internal static async Task<IResult> HandleAsync(
        string id, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Image, id, out var imageId)
            || await db.UploadedImages.AsNoTracking().Where(i => i.OrganizationId == organizationId && i.Id == imageId)
                .Select(i => i.Content).SingleOrDefaultAsync(cancellationToken) is not { } content)
            return Problem.NotFound("image", id);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(content, "image/png");
    }
}
