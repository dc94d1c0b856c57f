using Passinstance.Passes.Analytics;
using Passinstance.Passes.HostedPages.Badges;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.Passes;
using Passinstance.PassPreview;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The page of a pass, for anyone who has its link.</summary>
internal static class ShowPass
{
    private const string Forever = "private, max-age=31536000, immutable";

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, UsageCounter usage, DeploymentOptions deployment,
        WalletBadges badges, TimeProvider time)
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
        var status = found.Pass.StatusAt(time.GetUtcNow());
        var surface = request.Device == VisitorDevice.Android && found.HasGoogle ? PreviewSurface.Google : PreviewSurface.AppleFront;
        var own = await renderer.ImagesOfAsync(found.Pass, http.RequestAborted);
        var front = Draw(found, own, request, renderer, language, surface, time);
        return new PassPage(found, front, PassPictures.Of(found.Template, own), language, request.Device, source, deployment, badges)
            .Make(status);
    }

    /// <summary>
    /// An image of the page. The template's are not personal, so a used link still returns them; the pass's own it does not.
    /// </summary>
    internal static async Task<IResult> ImageAsync(string link, string file, HttpContext http, HostedLinks links, PassRenderer renderer)
    {
        var result = await links.FindAsync(link, http.RequestAborted);
        var content = result.Found is { } known ? PassPictures.Of(known.Template).Read(file) : null;
        if (content is null && result.Found is { Pass.Images: not null })
        {
            result = await links.FindUnusedAsync(link, http.Request, http.RequestAborted);
            if (result.Found is { } found)
            {
                content = PassPictures.Of(found.Template, await renderer.ImagesOfAsync(found.Pass, http.RequestAborted)).Read(file);
            }
        }

        if (content is null)
            return result.Failure ?? Problem.Of(404, "unknown_link", "The pass has no such image. Reload its page.");
        http.Response.Headers.CacheControl = Forever;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(content.Value, "image/png");
    }

    /// <summary>The barcode of a page that would be too large with it.</summary>
    internal static async Task<IResult> BarcodeAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, TimeProvider time)
    {
        var result = await links.FindUnusedAsync(link, http.Request, http.RequestAborted);
        if (result.Found is not { } found)
            return result.Failure!;
        var language = PageLanguage.For(http.Request, found.Template.Definition);
        var face = Draw(found, [], http.Request, renderer, language, PreviewSurface.AppleFront, time).Face;
        if (face.Barcode is not { } barcode || BarcodeEncoder.Encode(barcode.Format, barcode.Message, barcode.Encoding) is not { } symbol)
            return Problem.Of(404, "unknown_link", "A page cannot draw the pass's barcode. The wallet shows it.");
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers.ContentSecurityPolicy = "default-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text(symbol.ToSvg(), "image/svg+xml");
    }

    /// <summary>The picture that a messenger shows beside a shared link.</summary>
    internal static async Task<IResult> PictureAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, TimeProvider time)
    {
        var result = await links.FindUnusedAsync(link, http.Request, http.RequestAborted);
        if (result.Found is not { } found)
            return result.Failure!;
        var language = PageLanguage.For(http.Request, found.Template.Definition);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var own = await renderer.ImagesOfAsync(found.Pass, http.RequestAborted);
        var picture = Draw(found, own, http.Request, renderer, language, PreviewSurface.AppleFront, time);
        return TypedResults.Bytes(picture.ToSharedPng(), "image/png");
    }

    private static PreviewPicture Draw(
        LinkedPass found, IReadOnlyList<PassImage> own, HttpRequest request, PassRenderer renderer, PageLanguage language,
        PreviewSurface surface, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return Preview.Draw(new PreviewRequest
        {
            Template = found.Template.Definition,
            Images = found.Template.Prepared.GivenImages,
            AppleImages = found.Template.Prepared.Images,
            OwnImages = own,
            Pass = found.Pass.ToWalletPass(),
            PassJson = renderer.PassJson(found.Pass, found.Template, PassMessage.LanguagesOf(request)),
            Surface = surface,
            Locale = language.Locale,
            TextLanguage = language.PassLanguage,
            Now = now,
            Ended = found.Pass.StatusAt(now) switch
            {
                PassStatus.Active => null,
                PassStatus.Expired => language.Words.ExpiredMark,
                _ => language.Words.VoidedMark,
            },
        });
    }
}
