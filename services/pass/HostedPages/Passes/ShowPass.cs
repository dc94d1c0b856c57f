using Passinstance.Passes.Analytics;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The page of a pass, to anyone who has its link.</summary>
internal static class ShowPass
{
    private const string Forever = "private, max-age=31536000, immutable";

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, UsageCounter usage, DeploymentOptions deployment, TimeProvider time)
    {
        var outcome = await links.FindAsync(link, http.Request, http.RequestAborted);
        if (outcome.Found is not { } found)
            return new NoticePage(outcome.Failure!);
        if (found.Template.Definition.PassFlow is { Enabled: false })
            return new NoticePage(Problem.Of(404, "no_page", "Passes of this template have no page. Ask whoever sent the link how to get the pass."));

        var request = http.Request;
        var (language, source) = (PageLanguage.For(request, found.Template.Definition), request.Source);
        if (request.IsPerson)
            usage.Viewed(found.Pass, source);
        var face = PassFace.Read(renderer.PassJson(found.Pass, found.Template, PassMessage.LanguagesOf(http.Request)), found.Template.Definition, language, time.GetUtcNow());
        return new PassPage(found, face, language, request.Device, source, deployment).Make(found.Pass.StatusAt(time.GetUtcNow()));
    }

    /// <summary>An image of the page. It is the template's and nobody's secret, so a link that was used up still gives it.</summary>
    internal static async Task<IResult> ImageAsync(string link, string file, HttpContext http, HostedLinks links)
    {
        var outcome = await links.FindEvenUsedAsync(link, http.RequestAborted);
        if (outcome.Found?.Template.Pictures.Read(file) is not { } content)
            return outcome.Failure ?? Problem.Of(404, "unknown_link", "The pass has no such image. Load its page again.");
        http.Response.Headers.CacheControl = Forever;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(content, "image/png");
    }

    /// <summary>The barcode of a page that it would make too large.</summary>
    internal static async Task<IResult> BarcodeAsync(string link, HttpContext http, HostedLinks links, PassRenderer renderer, TimeProvider time)
    {
        var outcome = await links.FindAsync(link, http.Request, http.RequestAborted);
        if (outcome.Found is not { } found)
            return outcome.Failure!;
        var template = found.Template.Definition;
        var face = PassFace.Read(renderer.PassJson(found.Pass, found.Template, PassMessage.LanguagesOf(http.Request)), template, PageLanguage.For(http.Request, template), time.GetUtcNow());
        if (face.Barcode is not { } barcode || BarcodeMarkup.SymbolOf(barcode) is not { } symbol)
            return Problem.Of(404, "unknown_link", "The pass has no barcode that a page could draw. Its wallet shows it.");
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.ContentSecurityPolicy = "default-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(symbol.ToSvg(), "image/svg+xml");
    }
}
