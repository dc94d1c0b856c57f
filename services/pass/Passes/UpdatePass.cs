using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Images;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Changes a pass. What the request leaves out keeps its value at every depth (RFC 7396): a client that sends only a new balance or a new
/// gate must not empty the rest of the pass. What is set to null is removed. A request that changes nothing creates no version.
/// </summary>
internal static class UpdatePass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, JsonObject request, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext context, PassPresenter presenter,
        CancellationToken cancellationToken)
    {
        var updated = await UpdateAsync(id, request, ifMatch, caller.OrganizationId, context, cancellationToken);
        return updated.Pass is { } pass ? TypedResults.Ok(presenter.Show(pass)) : updated.Failure!;
    }

    internal static async Task<PassResult> UpdateAsync(
        string id, JsonObject request, IfMatch ifMatch, Guid organizationId, PassCommandContext context,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> before = [];
        var result = await context.ChangeAsync(id, organizationId, includeDeleted: false, async pass =>
        {
            before = pass.ImageIds ?? [];
            var template = await context.Templates.FindCurrentAsync(organizationId, pass.TemplateId, cancellationToken);
            var images = await context.Db.FindImagesAsync(
                organizationId, before.Concat(KnownImages.IdsIn(request)), keeps: true, cancellationToken);
            return Change(pass, request, ifMatch, template, images, context);
        }, cancellationToken);
        if (result.Pass is { } changed && before.Count > 0)
        {
            await context.Db.ReleaseImagesAsync(
                organizationId, [.. before.Except(changed.ImageIds ?? [])], cancellationToken);
        }

        return result;
    }

    /// <summary>Changes a pass that is not saved yet; null, or why it stays as it is.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="request">The merge patch.</param>
    /// <param name="ifMatch">Which version the client has seen.</param>
    /// <param name="template">The newest version of the pass's template; null when none is known here.</param>
    /// <param name="images">The images that the pass has and that the request names, as far as they exist.</param>
    /// <param name="context">What commands work with.</param>
    /// <exception cref="BadHttpRequestException">A value is of the wrong kind.</exception>
    internal static Problem? Change(
        Pass pass, JsonObject request, IfMatch ifMatch, RenderingTemplate? template, KnownImages images, PassCommandContext context)
    {
        if (ifMatch.Check("pass", pass.Version) is { } changed)
            return changed;
        if (pass.VoidedAt is not null)
            return Problem.Conflict("pass_voided", "A void pass can no longer be changed. Create a new pass instead.");
        if (PassDiff.TryMerge(pass, request, out var diff) is { } invalid)
            return invalid;
        if (diff.HasChanges && context.Quotas.Value.CheckSize(diff.Content) is { } tooLarge)
            return tooLarge;
        if (template is null)
            return Problem.Conflict("template_deleted", "The pass's template is not known here, so the pass cannot be changed.");
        if (images.Check(diff.Content.Images) is { } unknown)
            return unknown;
        if (template.Check(images.Measure(diff.Content.ToWalletPass(pass.SerialNumber)), out var warnings) is { } failure)
            return failure;

        // Without a change there is no version, no event and no push.
        if (diff.HasChanges || !pass.IsRenderedWith(template.RenderedWith, warnings))
            pass.Update(diff.Content, template.RenderedWith, warnings, diff.IsSeenByApple(template), context.Time);
        return null;
    }
}
