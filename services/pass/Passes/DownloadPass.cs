using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.HostedPages;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Passes;

/// <summary>Gives the signed pass: to the issuer by id, to anyone who holds the pass's link.</summary>
internal static class DownloadPass
{
    internal static async Task<IResult> ByIdAsync(
        string id, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, PassTemplates templates, PassRenderer renderer)
    {
        var organizationId = caller.OrganizationId;
        return TypeId.TryParse(IdPrefixes.Pass, id, out var passId) &&
               await db.Passes.AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, http.RequestAborted) is { } pass
            ? await RenderAsync(pass, http, templates, renderer)
            : Problem.NotFound("pass", id);
    }

    internal static async Task<IResult> ByLinkAsync(string link, HttpContext http, HostedLinks links, PassTemplates templates, PassRenderer renderer, UsageCounter usage)
    {
        var outcome = await links.TakeAsync(link, http.Request, http.RequestAborted);
        if (outcome.Found is not { } found)
            return new NoticePage(outcome.Failure!);
        var result = await RenderAsync(found.Pass, http, templates, renderer);
        // Whoever is answered "unchanged" has it since an earlier download.
        if (http.Response.ContentType == PreparedPassTemplate.MediaType && !http.Request.IsRobot)
            usage.TakenForApple(found.Pass, http.Request.Source);
        return result;
    }

    internal static async Task<IResult> RenderAsync(Pass pass, HttpContext http, PassTemplates templates, PassRenderer renderer)
    {
        if (IsUnchanged(http, pass.HttpLastModified))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (await templates.FindVersionAsync(pass.OrganizationId, pass.TemplateId, pass.TemplateVersion, http.RequestAborted) is not { } template)
            return Problem.Conflict("template_deleted", "The version of the template that the pass names is not known here, so the pass cannot be signed.");
        if (template.Failure is { } refusal)
            return refusal.AsConflict();

        http.Response.ContentType = PreparedPassTemplate.MediaType;
        http.Response.GetTypedHeaders().ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{TypeId.Format(IdPrefixes.Pass, pass.Id)}.pkpass" };
        await renderer.WriteAsync(pass, template, PassMessage.LanguagesOf(http.Request), http.Response.Body, http.RequestAborted);
        return TypedResults.Empty;
    }

    /// <summary>Says when the pass last changed, and whether who asks has that version already.</summary>
    internal static bool IsUnchanged(HttpContext http, DateTimeOffset lastModified)
    {
        var headers = http.Response.GetTypedHeaders();
        headers.LastModified = lastModified;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        return http.Request.GetTypedHeaders().IfModifiedSince is { } since && lastModified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }
}
