using Passinstance.Passes.Analytics;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The page of a pass, for anyone who has its link.</summary>
internal static class ShowPass
{
    private const string Forever = "private, max-age=31536000, immutable";

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, UsageCounter usage, DeploymentOptions deployment,
        TimeProvider time)
    {
        var result = await links.FindUnusedAsync(link, http.Request, http.RequestAborted);
        if (result.Found is not { } found)
            return new NoticePage(result.Failure!);
        if (found.Template.Definition.PassFlow is { Enabled: false })
            return new NoticePage(
                Problem.Of(404, "no_page", "Passes of this template have no page. Ask the sender how to get the pass."));

        var request = http.Request;
        var (language, source) = (PageLanguage.For(request, found.Template.Definition), request.Source);
        if (request.IsPerson)
            usage.CountView(found.Pass, source);
        var face = FaceOf(found, request, renderer, language, time);
        return new PassPage(found, face, language, request.Device, source, deployment).Make(found.Pass.StatusAt(time.GetUtcNow()));
    }

    /// <summary>An image of the page. It is the template's and not personal, so a used link still returns it.</summary>
    internal static async Task<IResult> ImageAsync(string link, string file, HttpContext http, HostedLinks links)
    {
        var result = await links.FindAsync(link, http.RequestAborted);
        if (result.Found is not { } found || PassPictures.Of(found.Template).Read(file) is not { } content)
            return result.Failure ?? Problem.Of(404, "unknown_link", "The pass has no such image. Reload its page.");
        http.Response.Headers.CacheControl = Forever;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(content, "image/png");
    }

    /// <summary>The barcode of a page that would be too large with it.</summary>
    internal static async Task<IResult> BarcodeAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, TimeProvider time)
    {
        var result = await links.FindUnusedAsync(link, http.Request, http.RequestAborted);
        if (result.Found is not { } found)
            return result.Failure!;
        var face = FaceOf(found, http.Request, renderer, PageLanguage.For(http.Request, found.Template.Definition), time);
        if (face.Barcode is not { } barcode || BarcodeMarkup.SymbolOf(barcode) is not { } symbol)
            return Problem.Of(404, "unknown_link", "A page cannot draw the pass's barcode. The wallet shows it.");
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.ContentSecurityPolicy = "default-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(symbol.ToSvg(), "image/svg+xml");
    }

    private static PassFace FaceOf(LinkedPass found, HttpRequest request, PassRenderer renderer, PageLanguage language, TimeProvider time)
    {
        var passJson = renderer.PassJson(found.Pass, found.Template, PassMessage.LanguagesOf(request));
        return PassFace.Read(passJson, found.Template.Definition, language, time.GetUtcNow());
    }
}
