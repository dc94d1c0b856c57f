using Passinstance.Wallet.Barcodes;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>Writes a pass's front, laid out as Wallet lays out its style.</summary>
/// <param name="face">What it shows.</param>
/// <param name="pictures">Its template's images.</param>
/// <param name="language">The visitor's.</param>
/// <param name="address">The page's path, below which its images are.</param>
internal sealed class FaceMarkup(PassFace face, PassPictures pictures, PageLanguage language, string address)
{
    // Characters of a barcode within a page; a larger one is an image of its own.
    private const int MaxInline = 14_000;

    private static readonly Dictionary<string, string> TransitIcons = new(StringComparer.Ordinal)
    {
        ["PKTransitTypeAir"] =
            "M1.5 8.5h1.6l2 2.6 4.2-.1L6.4 3.5h2l5.4 7.4 5.6-.1c1.9 0 3.1.5 3.1 1.2s-1.2 1.2-3.1 1.2l-5.6-.1-5.4 7.4h-2" +
            "l2.9-7.5-4.2-.1-2 2.6H1.5l.9-3.5z",
        ["PKTransitTypeBoat"] = "M2.5 14h19l-3.2 5.5H5.7zM11.2 3h1.6v9.5h-1.6zM14 4.5l5 8h-5zM10 6v6.5H5.8z",
        ["PKTransitTypeBus"] =
        "M5 4h14a2 2 0 0 1 2 2v11a1 1 0 0 1-1 1h-1v1.5a1.5 1.5 0 0 1-3 0V18H8v1.5a1.5 1.5 0 0 1-3 0V18H4a1 1 0 0 1-1-1V6" +
            "a2 2 0 0 1 2-2zM5 7v5h14V7zM7 14a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4zM17 14a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z",
        ["PKTransitTypeTrain"] = "M8 3h8a4 4 0 0 1 4 4v7a3 3 0 0 1-3 3h-.5l2.5 3.5h-2.4L15.2 18H8.8l-1.4 2.5H5L7.5 17H7a3 3 0 0 1-3-3V7" +
            "a4 4 0 0 1 4-4zM6.5 7v4.5h11V7zM8 13a1.2 1.2 0 1 0 0 2.4A1.2 1.2 0 0 0 8 13zM16 13a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4z",
        [""] = "M3 10.8h12.7l-4.5-4.5 1.7-1.7L20.3 12l-7.4 7.4-1.7-1.7 4.5-4.5H3z",
    };

    internal void Write(HtmlText html, bool isEnded)
    {
        html.Write($"<article class=\"pass {face.Style}{(isEnded ? " ended" : "")}\" lang=\"{language.PassLanguage}\"");
        html.Write($" aria-label=\"{language.Words.FrontHeading}\">\n");
        if (face.Style == "eventTicket" && Strip is null && pictures.Find("background", language.PassLanguage) is { } background)
        {
            Image(html, background, "backdrop", "");
            html.Write($"<div class=\"veil\"></div>\n");
        }

        Top(html);
        switch (face.Style)
        {
            case "boardingPass":
                Journey(html);
                Auxiliary(html);
                Fields(html, face.Secondary, "secondary");
                break;
            case "coupon" or "storeCard":
                StripWithPrimary(html);
                Fields(html, face.Secondary, "secondary");
                Auxiliary(html);
                break;
            case "eventTicket" when Strip is not null:
                StripWithPrimary(html);
                Fields(html, face.Secondary, "secondary");
                Auxiliary(html);
                break;
            default:
                BesideThumbnail(html);
                break;
        }

        if (face.Style == "boardingPass" && pictures.Find("footer", language.PassLanguage) is { } footer)
            Image(html, footer, "footerimage", "");
        Barcode(html);
        html.Write($"</article>\n");
    }

    private Picture? Strip => pictures.Find("strip", language.PassLanguage);

    private void Top(HtmlText html)
    {
        html.Write($"<div class=\"top\">");
        if (pictures.Find("logo", language.PassLanguage) is { } logo)
            Image(html, logo, "logo", face.Organization);
        if (!string.IsNullOrEmpty(face.LogoText))
            html.Write($"<span class=\"logotext\">{face.LogoText}</span>");
        Fields(html, face.Header, "headerfields");
        html.Write($"</div>\n");
    }

    private void Journey(HtmlText html)
    {
        if (face.Primary.Count == 0)
            return;
        html.Write($"<div class=\"fields primary\">");
        Fields(html, [face.Primary[0]], "journey");
        html.Write($"<svg viewBox=\"0 0 24 24\" role=\"img\" aria-label=\"{language.Words.To}\">");
        html.Write($"<path fill-rule=\"evenodd\" d=\"{TransitIcons.GetValueOrDefault(face.Transit, TransitIcons[""])}\"/></svg>");
        Fields(html, [.. face.Primary.Skip(1)], "journey");
        html.Write($"</div>\n");
    }

    private void StripWithPrimary(HtmlText html)
    {
        if (Strip is null && face.Primary.Count == 0)
            return;
        html.Write($"<div class=\"strip{(Strip is null ? "" : " pictured")}\">");
        if (Strip is { } strip)
            Image(html, strip, "", "");
        Fields(html, face.Primary, "primary");
        html.Write($"</div>\n");
    }

    private void BesideThumbnail(HtmlText html)
    {
        html.Write($"<div class=\"beside\"><div>");
        Fields(html, face.Primary, "primary");
        if (face.Style == "eventTicket")
            Fields(html, face.Secondary, "secondary");
        html.Write($"</div>");
        if (pictures.Find("thumbnail", language.PassLanguage) is { } thumbnail)
            Image(html, thumbnail, "thumbnail", "");
        html.Write($"</div>\n");
        if (face.Style != "eventTicket")
            Fields(html, face.Secondary, "secondary");
        Auxiliary(html);
    }

    private void Auxiliary(HtmlText html)
    {
        Fields(html, [.. face.Auxiliary.Where(field => field.Row == 0)], "auxiliary");
        Fields(html, [.. face.Auxiliary.Where(field => field.Row != 0)], "auxiliary");
    }

    private static void Fields(HtmlText html, IReadOnlyList<FaceField> fields, string group)
    {
        if (fields.Count == 0)
            return;
        html.Write($"<dl class=\"fields {group}\">");
        foreach (var field in fields)
            Field(html, field);
        html.Write($"</dl>\n");
    }

    private static void Field(HtmlText html, FaceField field) =>
        html.Write($"<div class=\"field {field.Alignment}\"><dt>{field.Label}</dt><dd>{field.Value}</dd></div>");

    private void Barcode(HtmlText html)
    {
        if (face.Barcode is not { } barcode)
            return;
        html.Write($"<div class=\"barcode\">");
        if (BarcodeMarkup.SymbolOf(barcode) is not { } symbol)
            html.Write(
                $"<p class=\"message\">{barcode.Message}</p><p lang=\"{language.Words.Language}\">{language.Words.BarcodeInWallet}</p>");
        else if (symbol.Path().Length <= MaxInline)
            BarcodeMarkup.Write(html, symbol, language.Words.BarcodeName, KindOf(symbol));
        else
            html.Write($"<img class=\"code {KindOf(symbol)}\" src=\"{address}/barcode.svg\" alt=\"{language.Words.BarcodeName}\">");
        if (!string.IsNullOrEmpty(barcode.AltText))
            html.Write($"<p>{barcode.AltText}</p>");
        html.Write($"</div>\n");
    }

    private static string KindOf(Symbol symbol) => symbol.IsLinear ? "bars" : symbol.RowHeight > 1 ? "stacked" : "qr";

    private void Image(HtmlText html, Picture picture, string kind, string text)
    {
        html.Write($"<img class=\"{kind}\" src=\"{address}/images/{picture.Files[0].File}\" srcset=\"");
        for (var i = 0; i < picture.Files.Count; i++)
            html.Write($"{(i == 0 ? "" : ", ")}{address}/images/{picture.Files[i].File} {picture.Files[i].Scale}x");
        html.Write($"\" alt=\"{text}\">");
    }
}
