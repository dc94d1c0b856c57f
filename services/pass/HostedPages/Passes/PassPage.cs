using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Barcodes;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The page of one pass: its front, its back, and the wallet buttons.</summary>
/// <param name="linked">The pass.</param>
/// <param name="face">What the pass shows.</param>
/// <param name="language">The visitor's.</param>
/// <param name="device">The visitor's device.</param>
/// <param name="source">The source tag of the link, passed on to the download.</param>
/// <param name="deployment">For the address in the code that a phone scans.</param>
internal sealed class PassPage(
    LinkedPass linked, PassFace face, PageLanguage language, VisitorDevice device, string source, DeploymentOptions deployment)
{
    private const string WalletIcon =
        "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"" +
        " stroke-linejoin=\"round\">" +
        "<path d=\"M3 7.5V17a2.5 2.5 0 0 0 2.5 2.5H19a2 2 0 0 0 2-2V9.5a2 2 0 0 0-2-2H4.5a1.5 1.5 0 0 1 0-3H18v3\"/>" +
        "<circle cx=\"16.8\" cy=\"13.5\" r=\"1.2\" fill=\"currentColor\" stroke=\"none\"/></svg>";

    private readonly Wording _words = language.Words;
    private readonly string _address = $"/p/{linked.Link}";

    internal HtmlPage Make(PassStatus status)
    {
        var pictures = PassPictures.Of(linked.Template);
        return new HtmlPage(StatusCodes.Status200OK, _words, $"{face.Description} · {face.Organization}", html => Write(html, status))
        {
            Colors = $"--bg:{face.Background};--fg:{face.Foreground};--label:{face.Label}",
            Icon = pictures.Find("icon", language.PassLanguage) is { } icon ? $"{_address}/images/{icon.Files[0].File}" : null,
        };
    }

    private void Write(HtmlText html, PassStatus status)
    {
        html.Write($"<main class=\"page\">\n<div class=\"intro\"><h1 lang=\"{language.PassLanguage}\">{face.Description}</h1>");
        html.Write($"<p lang=\"{language.PassLanguage}\">{face.Organization}</p></div>\n");
        html.Write($"<div class=\"front\">\n");
        new FaceMarkup(face, PassPictures.Of(linked.Template), language, _address).Write(html, status != PassStatus.Active);
        html.Write($"</div>\n<div class=\"side\">\n");
        if (status == PassStatus.Active)
            Wallets(html);
        else
            State(html, status == PassStatus.Expired ? _words.Expired : _words.Voided);
        Back(html);
        html.Write($"</div>\n<p class=\"foot\"><a href=\"{_address}?lang={_words.OtherLanguage}{Tag("&")}\"");
        html.Write($" lang=\"{_words.OtherLanguage}\" hreflang=\"{_words.OtherLanguage}\">{_words.OtherName}</a></p>\n</main>\n");
    }

    private static void State(HtmlText html, string text) => html.Write($"<section class=\"panel state\"><p>{text}</p></section>\n");

    private void Wallets(HtmlText html)
    {
        html.Write($"<section class=\"panel\" aria-labelledby=\"take\">\n<h2 id=\"take\">{_words.TakeHeading}</h2>\n");
        if (linked.Template.Definition.PassFlow is { SingleUse: true })
            html.Write($"<p>{_words.OneVisitor}</p>\n");
        html.Write($"<div class=\"buttons\">\n");
        if (device != VisitorDevice.Android)
            Button(html, "apple", _words.AddToApple);
        if (linked.HasGoogle && device != VisitorDevice.Apple)
            Button(html, "google", _words.SaveToGoogle);
        html.Write($"</div>\n");
        if (linked.HasGoogle && device != VisitorDevice.Apple && linked.Template.Google!.IsDemo)
            html.Write($"<p>{_words.GoogleDemo}</p>\n");
        if (device == VisitorDevice.Android && !linked.HasGoogle)
            html.Write($"<p>{_words.AppleOnly}</p>\n");
        if (device == VisitorDevice.Android)
            html.Write($"<p><a href=\"{_address}/apple{Tag("?")}\">{_words.PassFile}</a></p>\n");
        html.Write($"</section>\n");
        if (device != VisitorDevice.Other)
            return;
        html.Write($"<section class=\"panel scan\" aria-labelledby=\"scan\">\n<h2 id=\"scan\">{_words.ScanHeading}</h2>\n");
        html.Write($"<p>{_words.ScanText}</p>\n");
        var symbol = BarcodeEncoder.Qr(new Uri($"{deployment.PublicUrl}{_address}{Tag("?")}"));
        BarcodeMarkup.Write(html, symbol, _words.ScanText, "qr");
        html.Write($"</section>\n");
    }

    private void Button(HtmlText html, string wallet, string text)
    {
        html.Write($"<a class=\"button\" href=\"{_address}/{wallet}{Tag("?")}\">");
        html.WriteMarkup(WalletIcon);
        html.Write($"{text}</a>\n");
    }

    private void Back(HtmlText html)
    {
        if (face.Back.Count == 0)
            return;
        html.Write($"<section class=\"panel\" aria-labelledby=\"back\">\n<h2 id=\"back\">{_words.BackHeading}</h2>\n");
        html.Write($"<dl class=\"rows\" lang=\"{language.PassLanguage}\">\n");
        foreach (var field in face.Back)
        {
            html.Write($"<div><dt>{field.Label}</dt><dd>");
            if (field.Links is { } links)
                LinkedText.Write(html, links);
            else
                html.Write($"{field.Value}");
            html.Write($"</dd></div>\n");
        }

        html.Write($"</dl>\n</section>\n");
    }

    private string Tag(string joint) => source.Length == 0 ? "" : $"{joint}source={source}";
}
