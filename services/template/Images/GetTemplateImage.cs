using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;

namespace Passinstance.Templates.Images;

/// <summary>Gets an image of the saved design or of a published version. Its ETag is its hash: an unchanged image is a 304.</summary>
internal static class GetTemplateImage
{
    internal static async Task<IResult> HandleAsync(
        string id, string name, string? language, string? version, ClaimsPrincipal caller, TemplatesDbContext db,
        CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        var images = template.Images;
        if (version is not null)
        {
            if (await db.FindVersionAsync(template, version, cancellationToken) is not { } published)
                return TemplateLookup.VersionNotFound(version);
            images = published.Images;
        }

        if (images.Find(i => ImageNames.Same(i, ImageNames.Of(name), language)) is not { } image)
            return Problem.NotFound("image of the template", name);
        var content = await db.Images.AsNoTracking()
            .Where(i => i.OrganizationId == template.OrganizationId && i.Sha256 == image.Sha256)
            .Select(i => i.Content).SingleAsync(cancellationToken);
        return TypedResults.File(content, "image/png", entityTag: new EntityTagHeaderValue($"\"{image.Sha256}\""));
    }
}
