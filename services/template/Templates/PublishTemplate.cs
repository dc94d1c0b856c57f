using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Makes the saved design the version that passes are issued from. Without changes since the last publication it does nothing.
/// </summary>
internal static class PublishTemplate
{
    internal static async Task<Results<Ok<TemplateResponse>, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;

        if (template.HasUnpublishedChanges)
        {
            // The rules may be stricter than when the design was saved.
            var errors = new List<InvalidValue>();
            var images = await db.ReadImagesAsync(template.OrganizationId, template.Images, cancellationToken);
            var warnings = await TemplateContents.ValidateAsync(
                db, template.OrganizationId, template.ReadDefinition(), images, errors, cancellationToken);
            if (errors.Count > 0)
                return Problem.Invalid(errors);

            db.TemplateVersions.Add(template.Publish(warnings, time));
            if (!await db.TrySaveAsync(cancellationToken))
                return TemplateLookup.ChangedMeanwhile();
        }

        return TypedResults.Ok(TemplateResponse.From(template, link));
    }
}
