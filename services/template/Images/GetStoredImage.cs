using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Images;

/// <summary>Gets an image by its hash, for a service that renders passes.</summary>
internal static class GetStoredImage
{
    internal static async Task<Results<FileContentHttpResult, Problem>> HandleAsync(
        string sha256, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var image = await db.Images.AsNoTracking()
            .SingleOrDefaultAsync(i => i.OrganizationId == organizationId && i.Sha256 == sha256, cancellationToken);
        return image is not null
            ? TypedResults.File(image.Content, "image/png")
            : Problem.NotFound("image", sha256);
    }
}
