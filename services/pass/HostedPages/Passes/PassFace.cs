using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>A field as the pass shows it.</summary>
/// <param name="Label">Above the value.</param>
/// <param name="Value">Formatted for the visitor.</param>
/// <param name="Links">A back field's value with links; null when it has none.</param>
/// <param name="Alignment">left, center, right, or empty for the script's own.</param>
/// <param name="Row">0 or 1, of an event ticket's auxiliary fields.</param>
internal sealed record FaceField(string? Label, string Value, string? Links, string Alignment, int Row);

/// <summary>The barcode that a device with the newest system shows.</summary>
internal sealed record FaceBarcode(string Format, string Message, string Encoding, string? AltText);

/// <summary>What a pass shows on front and back, read from its pass.json in the visitor's language.</summary>
internal sealed record PassFace
{
    private static readonly string[] Styles = ["boardingPass", "coupon", "eventTicket", "generic", "storeCard"];

    internal required string Style { get; init; }

    internal string Transit { get; private init; } = "";

    internal required string Description { get; init; }

    internal required string Organization { get; init; }

    internal string? LogoText { get; private init; }

    internal required Rgb Background { get; init; }

    internal required Rgb Foreground { get; init; }

    internal required Rgb Label { get; init; }

    internal IReadOnlyList<FaceField> Header { get; private init; } = [];

    internal IReadOnlyList<FaceField> Primary { get; private init; } = [];

    internal IReadOnlyList<FaceField> Secondary { get; private init; } = [];

    internal IReadOnlyList<FaceField> Auxiliary { get; private init; } = [];

    internal IReadOnlyList<FaceField> Back { get; private init; } = [];

    internal FaceBarcode? Barcode { get; private init; }

    internal static PassFace Read(byte[] passJson, WalletTemplate template, PageLanguage language, DateTimeOffset now)
    {
        var pass = JsonElement.Parse(passJson);
        var texts = template.Localizations?.GetValueOrDefault(language.PassLanguage);
        string Translate(string text) => texts?.GetValueOrDefault(text) ?? text;
        string? Text(string member) => pass.TryGetProperty(member, out var value) ? Translate(value.GetString()!) : null;
        var style = Array.Find(Styles, name => pass.TryGetProperty(name, out _)) ?? "generic";
        var layout = pass.TryGetProperty(style, out var found) ? found : JsonElement.Parse("{}");
        List<FaceField> Fields(string group) =>
            [.. layout.TryGetProperty(group, out var fields)
                ? fields.EnumerateArray().Select(field => Field(field, Translate, language.Words, now)) : []];

        var background = Rgb.TryRead(Text("backgroundColor")) ?? Rgb.White;
        var foreground = (Rgb.TryRead(Text("foregroundColor")) ?? Rgb.Black).ReadableOn(background);
        return new PassFace
        {
            Style = style,
            Transit = layout.TryGetProperty("transitType", out var transit) ? transit.GetString()! : "",
            Description = Text("description") ?? "",
            Organization = Text("organizationName") ?? "",
            LogoText = Text("logoText"),
            Background = background,
            Foreground = foreground,
            Label = (Rgb.TryRead(Text("labelColor")) ?? foreground).ReadableOn(background),
            Header = Fields("headerFields"),
            Primary = Fields("primaryFields"),
            Secondary = Fields("secondaryFields"),
            Auxiliary = Fields("auxiliaryFields"),
            // The message field is empty before the first message: Wallet needs it, a page does not.
            Back = [.. Fields("backFields").Concat(Fields("additionalInfoFields")).Where(field => field.Value.Length > 0)],
            Barcode = pass.TryGetProperty("barcodes", out var barcodes) &&
                barcodes.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
                    ? Code(first, Translate)
                    : null,
        };
    }

    private static FaceField Field(JsonElement field, Func<string, string> translate, Wording words, DateTimeOffset now)
    {
        string? Text(string member) =>
            field.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? translate(value.GetString()!) : null;
        var alignment = Text("textAlignment") switch
        {
            "PKTextAlignmentLeft" => "left",
            "PKTextAlignmentCenter" => "center",
            "PKTextAlignmentRight" => "right",
            _ => "",
        };
        return new FaceField(
            Text("label"), ValueFormat.Show(field, Text("value") ?? "", words, now), Text("attributedValue"), alignment,
            field.TryGetProperty("row", out var row) && row.TryGetInt32(out var number) ? number : 0);
    }

    private static FaceBarcode Code(JsonElement barcode, Func<string, string> translate) => new(
        barcode.GetProperty("format").GetString()!["PKBarcodeFormat".Length..],
        barcode.GetProperty("message").GetString()!,
        barcode.GetProperty("messageEncoding").GetString()!,
        barcode.TryGetProperty("altText", out var text) ? translate(text.GetString()!) : null);
}
