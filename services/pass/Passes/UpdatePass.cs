using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Changes a pass. Members that the request leaves out keep their values, and so do keys of <c>fields</c> (RFC 7396): a client that sends only a
/// new balance must not empty the rest of the pass on somebody's phone. A member or field set to null is removed. A request that changes nothing
/// leaves the pass at its version.
/// </summary>
internal static class UpdatePass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, JsonObject request, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext work, PassPresenter presenter, CancellationToken cancellationToken)
    {
        var updated = await UpdateAsync(id, request, ifMatch, caller.OrganizationId, work, cancellationToken);
        return updated.Pass is { } pass ? TypedResults.Ok(presenter.Show(pass)) : updated.Failure!;
    }

    internal static async Task<PassResult> UpdateAsync(
        string id, JsonObject request, IfMatch ifMatch, Guid organizationId, PassCommandContext work, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
            return Problem.NotFound("pass", id);

        return await ConcurrentChange.TryAsync<PassResult>(work.Db, async () =>
        {
            if (await work.Db.Passes.SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken) is not { } pass)
                return Problem.NotFound("pass", id);
            if (ifMatch.Check("pass", pass.Version) is { } changed)
                return changed;
            if (pass.VoidedAt is not null)
                return Problem.Conflict("pass_voided", "A void pass can no longer be changed. Issue a new pass instead.");
            if (Merge(pass, request, out var content) is { } invalid)
                return invalid;
            if (await work.Templates.FindCurrentAsync(organizationId, pass.TemplateId, cancellationToken) is not { } template)
                return Problem.Conflict("template_deleted", "The pass's template is not known here, so the pass cannot be changed.");
            if (template.Check(content.ToWalletPass(pass.SerialNumber), out var warnings) is { } refusal)
                return refusal;

            // What changes nothing says nothing: no version, no event, no device that wakes up.
            if (pass.HasSameContent(content, template.Stamp, warnings))
                return pass;
            pass.Update(content, template.Stamp, warnings, IsSeenByApple(pass, content, template), work.Time);
            await work.Db.SaveChangesAsync(cancellationToken);
            return pass;
        });
    }

    private static Problem? Merge(Pass pass, JsonObject request, out PassContent content)
    {
        content = pass.Content;
        var patch = (JsonObject)request.DeepClone();
        if (patch.Remove("customFields", out var older) && !patch.TryAdd("fields", older))
            return Problem.Invalid("/customFields", "ambiguous", "Send fields or its older name customFields, not both.");
        if (IsOther(patch, "serialNumber", pass.SerialNumber))
            return Problem.Invalid("/serialNumber", "immutable", "The serial number of a pass never changes: devices know it by it. Issue a new pass instead.");
        if (IsOther(patch, "templateId", TypeId.Format(IdPrefixes.Template, pass.TemplateId)))
            return Problem.Invalid("/templateId", "immutable", "The template of a pass never changes. Issue a new pass from the other template instead.");

        var merged = MergePatch(JsonSerializer.SerializeToNode(pass.Content, ApiJson.Options)!.AsObject(), patch);
        try
        {
            content = merged.Deserialize<PassContent>(ApiJson.Options)!;
            return null;
        }
        catch (JsonException exception)
        {
            // A value of the wrong kind: answered as for any other body.
            throw new BadHttpRequestException("The merged pass cannot be read.", exception);
        }
    }

    // Members that only Google Wallet reads change nothing on an iPhone.
    private static bool IsSeenByApple(Pass pass, PassContent content, RenderingTemplate template) =>
        pass.TemplateVersion != template.Version ||
        !template.Prepared.GetPassJson(pass.Content.ToWalletPass(pass.SerialNumber)).AsSpan().SequenceEqual(template.Prepared.GetPassJson(content.ToWalletPass(pass.SerialNumber)));

    private static bool IsOther(JsonObject patch, string member, string current) =>
        patch.Remove(member, out var value) && !(value is JsonValue text && text.TryGetValue(out string? given) && given == current);

    // RFC 7396, with one difference: below "fields" a key is replaced whole, so that a field sent without a label has none.
    private static JsonObject MergePatch(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch.ToList())
        {
            if (value is null)
                target.Remove(name);
            else if (name == "fields" && value is JsonObject fields && target[name] is JsonObject current)
                MergeFields(current, fields);
            else
                target[name] = value.DeepClone();
        }

        return target;
    }

    private static void MergeFields(JsonObject current, JsonObject fields)
    {
        foreach (var (key, field) in fields)
        {
            if (field is null)
                current.Remove(key);
            else
                current[key] = field.DeepClone();
        }
    }
}
