using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;

namespace Passinstance.Templates.Images;

/// <summary>Removes an image from the saved design; published versions keep it.</summary>
internal static class DeleteTemplateImage
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, string name, string? language, IfMatch ifMatch, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;
        var remaining = template.Images.Where(i => !ImageNames.Same(i, ImageNames.Of(name), language)).ToList();
        if (remaining.Count == template.Images.Count)
            return Problem.NotFound("image of the template", name);

        var errors = new List<InvalidValue>();
        var definition = template.ReadDefinition();
        var images = await db.ReadImagesAsync(template.OrganizationId, remaining, cancellationToken);
        var warnings = await TemplateContents.ValidateAsync(
            db, template.OrganizationId, definition, images, errors, cancellationToken);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        template.Change(template.Name, TemplateDesign.Of(definition, remaining, warnings), time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.NoContent() : TemplateLookup.ChangedMeanwhile();
    }
}
