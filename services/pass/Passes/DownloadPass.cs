using System.Security.Claims;
using Microsoft.Net.Http.Headers;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Passes;

/// <summary>Returns the signed pass to its issuer. Its holder's link is in <c>HostedPages/Links</c>.</summary>
internal static class DownloadPass
{
    internal static Problem UnknownTemplateVersion() => Problem.Conflict("template_deleted",
        "The version of the template that the pass names is not known here, so the pass cannot be signed.");

    internal static async Task<IResult> HandleAsync(
        string id, HttpContext http, ClaimsPrincipal caller, PassesDbContext db, PassTemplates templates, PassRenderer renderer,
        CancellationToken cancellationToken) =>
        await db.FindPassAsync(id, caller.OrganizationId, cancellationToken) is { } pass
            ? await RespondAsync(pass, http, templates, renderer)
            : PassLookup.NotFound(id);

    /// <summary>The file, 304 when the client has this version, or why it cannot be signed.</summary>
    internal static async Task<IResult> RespondAsync(Pass pass, HttpContext http, PassTemplates templates, PassRenderer renderer)
    {
        if (IsUnchanged(http, pass.HttpLastModified))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (await templates.FindVersionAsync(pass, http.RequestAborted) is not { } template)
            return UnknownTemplateVersion();
        if (renderer.FailureOf(pass, template) is { } failure)
            return failure.AsConflict();
        await WriteAsync(pass, template, http, renderer);
        return TypedResults.Empty;
    }

    /// <summary>Writes the file as the response.</summary>
    internal static async Task WriteAsync(Pass pass, RenderingTemplate template, HttpContext http, PassRenderer renderer)
    {
        var name = $"{TypeId.Format(IdPrefixes.Pass, pass.Id)}.pkpass";
        http.Response.ContentType = PreparedPassTemplate.MediaType;
        http.Response.GetTypedHeaders().ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name };
        // Safari has been seen to refuse a pass without a length. A pass is small enough to be held until its length is known.
        using var file = new MemoryStream();
        await renderer.WriteAsync(pass, template, PassMessage.LanguagesOf(http.Request), file, http.RequestAborted);
        http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>Sets Last-Modified; returns whether the client has that version.</summary>
    internal static bool IsUnchanged(HttpContext http, DateTimeOffset lastModified)
    {
        var headers = http.Response.GetTypedHeaders();
        headers.LastModified = lastModified;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        return http.Request.GetTypedHeaders().IfModifiedSince is { } since && lastModified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }
}
