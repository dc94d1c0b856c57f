using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;
using Passinstance.Templates.Templates;

namespace Passinstance.Templates.Images;

/// <summary>Takes an image out of the saved design; published versions keep it.</summary>
internal static class DeleteImage
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, string name, string? language, IfMatch ifMatch, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;
        var kept = template.Images.Where(i => !ImageNames.Same(i, ImageNames.Of(name), language)).ToList();
        if (kept.Count == template.Images.Count)
            return Problem.NotFound("image of the template", name);

        var errors = new List<InvalidValue>();
        var definition = UpdateTemplate.Read(template);
        var warnings = TemplateContents.Validate(definition, await db.ReadImagesAsync(template.OrganizationId, kept, cancellationToken), errors);
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        template.Change(template.Name, TemplateDesign.Of(definition, kept, warnings), link, time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.NoContent() : TemplateLookup.ChangedMeanwhile();
    }
}
