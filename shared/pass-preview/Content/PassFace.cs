using System.Text.Json;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Formats;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Content;

/// <summary>A field as the pass shows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Pointer">Where the template defines it; where the pass gives it, for a field without a place in the layout.</param>
/// <param name="Label">Above the value.</param>
/// <param name="Value">Formatted for the language.</param>
/// <param name="Links">A value with links, as HTML <c>a</c> elements; null when it has none.</param>
/// <param name="Alignment">left, center, right, or empty for the script's own.</param>
/// <param name="Row">0 or 1, of an event ticket's auxiliary fields.</param>
public sealed record FaceField(string Key, string Pointer, string? Label, string Value, string? Links, string Alignment, int Row)
{
    /// <summary>Whether addresses and telephone numbers in the value become links.</summary>
    public bool Detects { get; init; } = true;

    /// <summary>The value in parts, each with the address that it leads to; null for text that is no link.</summary>
    public IEnumerable<(string Text, Uri? Address)> Parts() =>
        Links is { } links ? LinkedText.Parts(links) : Detects ? LinkedText.Detect(Value) : [(Value, null)];
}

/// <summary>The barcode that a device with the newest system shows.</summary>
/// <param name="Format">By the API's name.</param>
/// <param name="Message">Its content.</param>
/// <param name="Encoding">IANA name of the content's encoding.</param>
/// <param name="AltText">The text below it.</param>
public sealed record FaceBarcode(BarcodeFormat Format, string Message, string Encoding, string? AltText);

/// <summary>What a pass shows on front and back, read from its pass.json in one language.</summary>
public sealed record PassFace
{
    private static readonly string[] Styles = ["boardingPass", "coupon", "eventTicket", "generic", "storeCard"];

    /// <summary>The style dictionary's name.</summary>
    public required string Style { get; init; }

    /// <summary>Whether a design that consists of an image is drawn in place of the style.</summary>
    public bool IsPoster { get; private init; }

    /// <summary>The language tag.</summary>
    public required string Locale { get; init; }

    /// <summary>A boarding pass's means of transport.</summary>
    public string Transit { get; private init; } = "";

    /// <summary>What the pass is.</summary>
    public required string Description { get; init; }

    /// <summary>Who issues it.</summary>
    public required string Organization { get; init; }

    /// <summary>Beside the logo.</summary>
    public string? LogoText { get; private init; }

    /// <summary>The color behind everything.</summary>
    public required Color Background { get; init; }

    /// <summary>The color of values.</summary>
    public required Color Foreground { get; init; }

    /// <summary>The color of labels.</summary>
    public required Color Label { get; init; }

    /// <summary>The color of the strip where there is no image; null for none.</summary>
    public Color? Strip { get; private init; }

    /// <summary>The color of a poster's footer; null for none.</summary>
    public Color? Footer { get; private init; }

    /// <summary>At the top.</summary>
    public IReadOnlyList<FaceField> Header { get; private init; } = [];

    /// <summary>The most important ones.</summary>
    public IReadOnlyList<FaceField> Primary { get; private init; } = [];

    /// <summary>Below the primary ones.</summary>
    public IReadOnlyList<FaceField> Secondary { get; private init; } = [];

    /// <summary>The other row.</summary>
    public IReadOnlyList<FaceField> Auxiliary { get; private init; } = [];

    /// <summary>At the foot of a poster.</summary>
    public IReadOnlyList<FaceField> Foot { get; private init; } = [];

    /// <summary>On the back, and below a poster.</summary>
    public IReadOnlyList<FaceField> Back { get; private init; } = [];

    /// <summary>The barcode; null for none.</summary>
    public FaceBarcode? Barcode { get; private init; }

    /// <summary>The event of a poster event ticket, by the names of the semantic tags.</summary>
    internal IReadOnlyDictionary<string, string> Event { get; private init; } = new Dictionary<string, string>();

    /// <summary>Whether the language is written from right to left: Wallet mirrors its layout then.</summary>
    public bool IsRightToLeft => Locales.IsRightToLeft(Locale);

    /// <summary>Reads a pass.</summary>
    /// <param name="passJson">Its pass.json.</param>
    /// <param name="template">Its template, for the translations and for where its fields are defined.</param>
    /// <param name="locale">The language tag.</param>
    /// <param name="now">For dates that are shown relative to today.</param>
    /// <param name="textLanguage">The language of the template's texts; null to choose it by the tag.</param>
    public static PassFace Read(
        ReadOnlyMemory<byte> passJson, WalletTemplate template, string locale, DateTimeOffset now, string? textLanguage = null)
    {
        using var document = JsonDocument.Parse(passJson);
        var pass = document.RootElement;
        var texts = Locales.TextsOf(template, textLanguage ?? locale);
        string Translate(string text) => texts?.GetValueOrDefault(text) ?? text;
        string? Text(string member) => pass.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            ? Translate(value.GetString()!) : null;
        var style = Array.Find(Styles, name => pass.TryGetProperty(name, out _)) ?? "generic";
        var tags = EventOf(pass, template, Translate, locale);
        var isPosterGeneric = pass.TryGetProperty("posterGeneric", out var poster);
        var layout = isPosterGeneric ? poster : pass.TryGetProperty(style, out var found) ? found : default;
        var pointers = PointersOf(
            isPosterGeneric ? template.PosterGeneric : template.Layout, isPosterGeneric ? "/posterGeneric" : "/layout");
        List<FaceField> Fields(string group) =>
            [.. layout.ValueKind == JsonValueKind.Object && layout.TryGetProperty(group, out var fields)
                ? fields.EnumerateArray().Select(field => Field(field, pointers, Translate, locale, now)) : []];

        var background = Color.TryRead(Text("backgroundColor")) ?? Color.White;
        var foreground = Color.TryRead(Text("foregroundColor")) ?? Color.Black;
        return new PassFace
        {
            Style = style,
            Locale = locale,
            IsPoster = isPosterGeneric || tags.Count > 0,
            Event = tags,
            Transit = layout.ValueKind == JsonValueKind.Object && layout.TryGetProperty("transitType", out var transit)
                ? transit.GetString()! : "",
            Description = Text("description") ?? "",
            Organization = Text("organizationName") ?? "",
            LogoText = tags.Count > 0 ? Text("eventLogoText") : Text("logoText"),
            Background = background,
            Foreground = foreground,
            Label = Color.TryRead(Text("labelColor")) ?? foreground,
            Strip = Color.TryRead(Text("stripColor")),
            Footer = Color.TryRead(Text("footerBackgroundColor")),
            Header = Fields("headerFields"),
            Primary = Fields("primaryFields"),
            Secondary = Fields("secondaryFields"),
            Auxiliary = Fields("auxiliaryFields"),
            Foot = Fields("footerFields"),
            // The message field is empty before the first message: Wallet needs it, a picture does not.
            Back = [.. Fields("additionalInfoFields").Concat(Fields("backFields")).Where(field => field.Value.Length > 0)],
            Barcode = pass.TryGetProperty("barcodes", out var barcodes)
                && barcodes.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? Code(first, Translate) : null,
        };
    }

    private static Dictionary<string, string> PointersOf(PassLayout? layout, string root)
    {
        var pointers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, index, field) in PassLayoutFields.All(layout))
            pointers.TryAdd(field.Key ?? "", $"{root}/{group}/{index}");
        return pointers;
    }

    private static FaceField Field(
        JsonElement field, Dictionary<string, string> pointers, Func<string, string> translate, string locale, DateTimeOffset now)
    {
        string? Text(string member) =>
            field.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? translate(value.GetString()!) : null;
        var key = field.TryGetProperty("key", out var name) ? name.GetString() ?? "" : "";
        var alignment = Text("textAlignment") switch
        {
            "PKTextAlignmentLeft" => "left",
            "PKTextAlignmentCenter" => "center",
            "PKTextAlignmentRight" => "right",
            _ => "",
        };
        return new FaceField(
            key, pointers.GetValueOrDefault(
                key, $"/fields/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"),
            Text("label"), FieldText.Of(field, Text("value") ?? "", locale, now), Text("attributedValue"), alignment,
            field.TryGetProperty("row", out var row) && row.TryGetInt32(out var number) ? number : 0)
        {
            // An empty list turns the detection off.
            Detects = !field.TryGetProperty("dataDetectorTypes", out var types) || types.GetArrayLength() > 0,
        };
    }

    private static FaceBarcode? Code(JsonElement barcode, Func<string, string> translate)
    {
        BarcodeFormat? format = barcode.GetProperty("format").GetString() switch
        {
            "PKBarcodeFormatQR" => BarcodeFormat.Qr,
            "PKBarcodeFormatAztec" => BarcodeFormat.Aztec,
            "PKBarcodeFormatPDF417" => BarcodeFormat.Pdf417,
            "PKBarcodeFormatCode128" => BarcodeFormat.Code128,
            "PKBarcodeFormatCode39" => BarcodeFormat.Code39,
            "PKBarcodeFormatCodabar" => BarcodeFormat.Codabar,
            "PKBarcodeFormatEAN13" => BarcodeFormat.Ean13,
            "PKBarcodeFormatI2of5" => BarcodeFormat.Itf,
            _ => null,
        };
        return format is not { } known ? null : new FaceBarcode(
            known, barcode.GetProperty("message").GetString()!, barcode.GetProperty("messageEncoding").GetString()!,
            barcode.TryGetProperty("altText", out var text) ? translate(text.GetString()!) : null);
    }

    // Empty unless all tags are there without which Wallet shows the older ticket.
    private static Dictionary<string, string> EventOf(
        JsonElement pass, WalletTemplate template, Func<string, string> translate, string locale)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (template.PassType != PassType.EventTicket
            || template.PreferredStyleSchemes?.Contains(StyleScheme.PosterEventTicket) != true
            || !pass.TryGetProperty("semantics", out var semantics) || semantics.ValueKind != JsonValueKind.Object)
            return tags;
        foreach (var name in (string[])["eventName", "venueName", "venueRegionName", "venueRoom"])
        {
            if (!semantics.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
                return [];
            tags[name] = translate(value.GetString()!);
        }

        if (semantics.TryGetProperty("eventStartDate", out var starts) && starts.ValueKind == JsonValueKind.String)
            tags["eventStartDate"] = FieldText.Moment(starts.GetString()!, locale);
        return tags;
    }
}

/// <summary>Languages of a template's texts.</summary>
internal static class Locales
{
    private static readonly string[] RightToLeft = ["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"];

    internal static bool IsRightToLeft(string tag) =>
        RightToLeft.Contains(tag.Split('-', '_')[0], StringComparer.OrdinalIgnoreCase);

    /// <summary>The translations that a device of a language uses; null for the template's own texts.</summary>
    internal static IReadOnlyDictionary<string, string>? TextsOf(WalletTemplate template, string tag)
    {
        if (template.Localizations is not { } languages)
            return null;
        foreach (var (language, texts) in languages)
        {
            if (LanguageTag.Same(language, tag))
                return texts;
        }

        var own = tag.Split('-', '_')[0];
        foreach (var (language, texts) in languages)
        {
            if (LanguageTag.Same(language.Split('-')[0], own))
                return texts;
        }

        return null;
    }
}
