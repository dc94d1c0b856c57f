using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>A template after it was published.</summary>
public sealed record PublishedTemplateResponse : TemplateResponse
{
    internal PublishedTemplateResponse(TemplateResponse template, int? passesAffected)
        : base(template) => PassesAffected = passesAffected;

    /// <summary>
    /// How many passes get the new design, and are announced to the devices that hold them, in the background. Null when the count was not to be
    /// had in time; the passes are changed all the same.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? PassesAffected { get; }
}

/// <summary>Makes the saved design the version that passes are issued from. Without changes since the last time it does nothing.</summary>
internal static class PublishTemplate
{
    internal static async Task<Results<Ok<PublishedTemplateResponse>, Problem>> HandleAsync(
        string id, IfMatch ifMatch, HttpContext http, ClaimsPrincipal caller, TemplatesDbContext db, PassCountClient passes, FormLink link, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;

        int? affected = 0;
        if (template.HasUnpublishedChanges)
        {
            // The rules may have grown since the design was saved.
            var errors = new List<InvalidValue>();
            var warnings = TemplateContents.Validate(
                UpdateTemplate.Read(template), await db.ReadImagesAsync(template.OrganizationId, template.Images, cancellationToken), errors);
            if (errors.Count > 0)
                return Problem.Invalid(errors);

            // Asked before anything is written, so that no lock is held while another service is waited for.
            affected = template.Status == TemplateStatus.Draft ? 0 : await passes.CountAsync(template.Id, http.Request, cancellationToken);
            db.TemplateVersions.Add(template.Publish(warnings, time));
            if (!await db.TrySaveAsync(cancellationToken))
                return TemplateLookup.ChangedMeanwhile();
        }

        return TypedResults.Ok(new PublishedTemplateResponse(TemplateResponse.From(template, link), affected));
    }
}
