using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Bundles;

/// <summary>
/// Returns one file of a bundle: to the issuer by id, to anyone who has the bundle's link. Void passes are in it as void, deleted ones are
/// not. The file is never in memory as a whole: a download holds its passes' own pieces, and what it shares with other downloads is bounded
/// by <see cref="BundleDownloads"/>.
/// </summary>
internal static class DownloadBundle
{
    internal static async Task<IResult> ByIdAsync(
        string id, int? part, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, PassTemplates templates, PassRenderer renderer,
        BundleDownloads downloads)
    {
        if (await db.FindBundleAsync(id, caller.OrganizationId, http.RequestAborted) is not { } bundle)
            return BundleLookup.NotFound(id);
        if (bundle.Passes.Count == 0)
            return Empty();
        var parts = bundle.Passes.Max(pass => pass.Part);
        return part is < 1 || part > parts
            ? Problem.Invalid("?part", "out_of_range", $"The bundle has the parts 1 to {parts}.")
            : await WriteAsync(bundle, part ?? 1, http, db, templates, renderer, downloads);
    }

    internal static async Task<IResult> ByLinkAsync(
        string link, int part, HttpContext http, PassesDbContext db, BundleSecret secret, PassTemplates templates, PassRenderer renderer,
        BundleDownloads downloads)
    {
        // The same response for a link that cannot be read, names no bundle, or has a wrong proof: links cannot be probed.
        if (!PublicLink.TryRead(link, out var read) ||
            await db.FindBundleAsync(read.Id, read.OrganizationId, http.RequestAborted) is not { } bundle ||
            !secret.Verify(bundle, read) || bundle.Passes.TrueForAll(pass => pass.Part != part))
            return Problem.Of(404, "unknown_link", "This link does not work. Ask the sender for a new one.");
        return await WriteAsync(bundle, part, http, db, templates, renderer, downloads);
    }

    private static async Task<IResult> WriteAsync(
        Bundle bundle, int part, HttpContext http, PassesDbContext db, PassTemplates templates, PassRenderer renderer,
        BundleDownloads downloads)
    {
        var ids = bundle.Passes.Where(pass => pass.Part == part).OrderBy(pass => pass.Position).Select(pass => pass.PassId).ToList();
        var passes = await db.Passes.AsNoTracking()
            .Where(p => p.OrganizationId == bundle.OrganizationId && ids.Contains(p.Id) && p.DeletedAt == null)
            .ToDictionaryAsync(p => p.Id, http.RequestAborted);
        var found = new List<(Pass Pass, RenderingTemplate Template)>(ids.Count);
        foreach (var pass in ids.Select(passes.GetValueOrDefault).OfType<Pass>())
        {
            if (await templates.FindVersionAsync(pass, http.RequestAborted) is not { } template)
                return DownloadPass.UnknownTemplateVersion();
            if (renderer.FailureOf(pass, template) is { } failure)
                return failure.AsConflict();
            found.Add((pass, template));
        }

        if (found.Count == 0)
            return Empty();
        // Together, because an external signer takes a call over the network for each.
        var languages = PassMessage.LanguagesOf(http.Request);
        var files = await Task.WhenAll(found.Select(
            one => renderer.GetFileAsync(one.Pass, one.Template, languages, http.RequestAborted).AsTask()));
        if (PassBundle.LengthOf(files) > PassBundle.MaxLength)
            return Problem.Conflict("bundle_too_large",
                "The passes' template has grown since the bundle was created: wallets accept at most 150 MB at once. Create a new bundle.");
        using var download = downloads.TryBegin(files);
        if (download is null)
        {
            http.Response.Headers.RetryAfter = "5";
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "overloaded",
                "Too many bundles are being downloaded. Retry after the indicated delay.");
        }

        http.Response.ContentType = PassBundle.MediaType;
        var headers = http.Response.GetTypedHeaders();
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        var name = $"{TypeId.Format(IdPrefixes.Bundle, bundle.Id)}-{part}.pkpasses";
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name };
        http.Response.ContentLength = PassBundle.LengthOf(files);
        await PassBundle.WriteAsync(files, http.Response.Body, http.RequestAborted);
        return TypedResults.Empty;
    }

    private static Problem Empty() => Problem.Of(
        StatusCodes.Status404NotFound, "empty_bundle", "Every pass of this part was deleted or removed. Create a new bundle.");
}
