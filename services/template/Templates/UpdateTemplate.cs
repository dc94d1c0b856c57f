using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Saves a changed design as a draft; passes keep the version published last. Members that the request leaves out keep their values, a null
/// removes one, and one that is given is replaced whole (RFC 7396 at the first level).
/// </summary>
internal static class UpdateTemplate
{
    internal static async Task<Results<Ok<TemplateResponse>, Problem>> HandleAsync(
        string id, JsonObject request, IfMatch ifMatch, ClaimsPrincipal caller, TemplatesDbContext db, FormLink link, TemplateQuotas quotas,
        UnitOfWork unitOfWork, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;

        var content = Merge(template, request);
        var errors = new List<InvalidValue>();
        if (template.Status == TemplateStatus.Published && content.PassTypeIdentifier != template.ReadDefinition().PassTypeIdentifier)
        {
            errors.Add(new InvalidValue("/passTypeIdentifier", "immutable",
                "Devices know the template's passes by their pass type identifier, so it never changes once the template was published. " +
                "Copy the template and change the copy."));
        }

        var design = await TemplateContents.CheckAsync(
            db, template.OrganizationId, content, template.Images, quotas, errors, cancellationToken);
        if (design is null)
            return Problem.Invalid(errors);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await quotas.CheckAsync(template.OrganizationId, template.Id, content, cancellationToken) is { } exceeded)
            return exceeded;
        template.Change(content.Name!, design, time);
        if (!await db.TrySaveAsync(cancellationToken))
            return TemplateLookup.ChangedMeanwhile();
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(TemplateResponse.From(template, link));
    }

    private static TemplateContent Merge(Template template, JsonObject request)
    {
        try
        {
            var merged = JsonNode.Parse(template.Definition)!.AsObject();
            merged["name"] = template.Name;
            var patch = MergePatch.WithOwnNames(request, typeof(TemplateContent));
            foreach (var (member, value) in patch)
            {
                if (value is not null)
                    merged[member] = value.DeepClone();
                else if (member == "images")
                    merged[member] = new JsonArray();
                else
                    merged.Remove(member);
            }

            return StoredJson.ReadMerged<TemplateContent>(merged, patch);
        }
        catch (JsonException exception)
        {
            // A value of the wrong kind or an unknown member: the response is that for any other body.
            throw new UnfitMergeException(typeof(TemplateContent), exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair in a value is found only when it is read.
            throw new UnreadableRequestException("The body holds text that cannot be read. Send surrogates in pairs.", exception);
        }
    }
}
