using Passinstance.Passes.HostedPages.Badges;
using Passinstance.Passes.HostedPages.Links;
using Passinstance.Passes.Passes;
using Passinstance.PassPreview;
using Passinstance.PassPreview.Content;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.Wallet.Barcodes;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>The page of one pass: its front as the visitor's wallet shows it, its back, and the wallet buttons.</summary>
/// <param name="linked">The pass.</param>
/// <param name="front">Its front: Google's card for an Android phone, if the pass can be saved there.</param>
/// <param name="pictures">Its images.</param>
/// <param name="language">The visitor's.</param>
/// <param name="device">The visitor's device.</param>
/// <param name="source">The source tag of the link, passed on to the download.</param>
/// <param name="deployment">For the address in the code that a phone scans, and of the picture of a shared link.</param>
/// <param name="badges">The brands' own, where the operator has given them.</param>
internal sealed class PassPage(
    LinkedPass linked, PreviewPicture front, PassPictures pictures, PageLanguage language, VisitorDevice device, string source,
    DeploymentOptions deployment, WalletBadges badges)
{
    private readonly Wording _words = language.Words;
    private readonly PassFace _face = front.Face;
    private readonly string _address = $"/p/{linked.Link}";

    internal HtmlPage Make(PassStatus status)
    {
        var title = $"{_face.Description} · {_face.Organization}";
        return new HtmlPage(StatusCodes.Status200OK, _words, title, html => Write(html, status))
        {
            Icon = pictures.Find("icon", language.PassLanguage) is { } icon ? $"{_address}/images/{icon.Files[0].File}" : null,
            Shared = new SharedLink(
                _face.Description, _face.Organization, $"{deployment.PublicUrl}{_address}",
                $"{deployment.PublicUrl}{_address}/picture.png{language.Query("")}", language.PassLanguage),
        };
    }

    private void Write(HtmlText html, PassStatus status)
    {
        html.Write($"<main class=\"page\">\n<div class=\"intro\">");
        html.Write($"<h1 lang=\"{language.PassLanguage}\" dir=\"auto\">{_face.Description}</h1>");
        html.Write($"<p lang=\"{language.PassLanguage}\" dir=\"auto\">{_face.Organization}</p></div>\n");
        Front(html, status != PassStatus.Active);
        html.Write($"<div class=\"side\">\n");
        if (status == PassStatus.Active)
            Wallets(html);
        else
            State(html, status == PassStatus.Expired ? _words.Expired : _words.Voided);
        Back(html);
        html.Write($"</div>\n");
        language.WriteLinks(html, _address, source);
        html.Write($"</main>\n");
    }

    // The drawing for the eye; the same texts for screen readers and to select.
    private void Front(HtmlText html, bool isEnded)
    {
        var addresses = new PictureAddresses(
            image => $"{_address}/images/{pictures.FileOf(image)}", $"{_address}/barcode.svg{language.Query("")}");
        html.Write($"<div class=\"front\">\n");
        html.Write($"<article class=\"pass {_face.Style}{(isEnded ? " ended" : "")}\" lang=\"{language.PassLanguage}\"");
        html.Write($" aria-label=\"{_words.FrontHeading}\">\n<div aria-hidden=\"true\">");
        html.WriteMarkup(front.ToSvg(addresses));
        html.Write($"</div>\n<dl class=\"hidden\">\n");
        foreach (var field in front.Fields)
            html.Write($"<div><dt dir=\"auto\">{field.Label}</dt><dd dir=\"auto\">{field.Value}</dd></div>\n");
        if (_face.Barcode is { } barcode)
            html.Write($"<div><dt lang=\"{_words.Language}\">{_words.BarcodeName}</dt><dd dir=\"auto\">{CodeText(barcode)}</dd></div>\n");
        html.Write($"</dl>\n</article>\n</div>\n");
    }

    private string CodeText(FaceBarcode barcode) => barcode.AltText is { Length: > 0 } text ? text
        : BarcodeEncoder.Encode(barcode.Format, barcode.Message, barcode.Encoding) is null ? _words.BarcodeInWallet : "";

    private static void State(HtmlText html, string text) => html.Write($"<section class=\"panel state\"><p>{text}</p></section>\n");

    private void Wallets(HtmlText html)
    {
        html.Write($"<section class=\"panel\" aria-labelledby=\"take\">\n<h2 id=\"take\">{_words.TakeHeading}</h2>\n");
        if (linked.Template.Definition.PassFlow is { SingleUse: true })
            html.Write($"<p>{_words.OneVisitor}</p>\n");
        html.Write($"<div class=\"buttons\">\n");
        if (device != VisitorDevice.Android)
            Button(html, "apple", _words.AddToApple, WalletMarks.Apple);
        if (linked.HasGoogle && device != VisitorDevice.Apple)
            Button(html, "google", _words.AddToGoogle, WalletMarks.Google);
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
        BarcodeMarkup.Write(html, symbol, _words.ScanText);
        html.Write($"</section>\n");
    }

    private void Button(HtmlText html, string wallet, string text, string mark)
    {
        if (badges.Find(wallet, _words.Language) is { } badge)
        {
            html.Write($"<a class=\"badge\" href=\"{_address}/{wallet}{Tag("?")}\"><picture>");
            if (badges.Find(wallet, _words.Language, isDark: true) is { } dark && dark.Language == badge.Language)
                html.Write($"<source media=\"(prefers-color-scheme:dark)\" srcset=\"{ShowBadge.Path}{dark.File}\">");
            html.Write($"<img src=\"{ShowBadge.Path}{badge.File}\" alt=\"{text}\"></picture></a>\n");
            return;
        }

        html.Write($"<a class=\"button wallet\" href=\"{_address}/{wallet}{Tag("?")}\">");
        html.WriteMarkup(mark);
        html.Write($"{text}</a>\n");
    }

    private void Back(HtmlText html)
    {
        if (_face.Back.Count == 0)
            return;
        html.Write($"<section class=\"panel\" aria-labelledby=\"back\">\n<h2 id=\"back\">{_words.BackHeading}</h2>\n");
        html.Write($"<dl class=\"rows\" lang=\"{language.PassLanguage}\">\n");
        foreach (var field in _face.Back)
        {
            html.Write($"<div><dt dir=\"auto\">{field.Label}</dt><dd dir=\"auto\">");
            Links(html, field.Parts());
            html.Write($"</dd></div>\n");
        }

        html.Write($"</dl>\n</section>\n");
    }

    private static void Links(HtmlText html, IEnumerable<(string Text, Uri? Address)> parts)
    {
        foreach (var (text, address) in parts)
        {
            if (address is null)
                html.Write($"{text}");
            else
                html.Write($"<a href=\"{address.AbsoluteUri}\" rel=\"noopener noreferrer nofollow\">{text}</a>");
        }
    }

    private string Tag(string joint) => source.Length == 0 ? "" : $"{joint}source={source}";
}
