using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.PassPreview.Drawing;
using Passinstance.PassPreview.Layouts;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Content;

/// <summary>From where to where a journey goes.</summary>
internal sealed record GoogleJourney(string From, string FromName, string To, string ToName, string Icon);

/// <summary>What Google Wallet's card shows, read from the class and the object that Google gets.</summary>
internal sealed partial record GoogleCard
{
    private static readonly string[] Logos = ["logo", "programLogo", "titleImage"];
    private static readonly string[] WideLogos = ["wideLogo", "wideProgramLogo", "wideTitleImage"];

    internal required string Locale { get; init; }

    /// <summary>At the top, beside the logo.</summary>
    internal required string Title { get; init; }

    internal string? Subheader { get; private init; }

    internal string? SubheaderPointer { get; private init; }

    internal string? Header { get; private init; }

    internal string? HeaderPointer { get; private init; }

    internal GoogleJourney? Journey { get; private init; }

    internal Color? Background { get; private init; }

    /// <summary>The address of the logo; null for none.</summary>
    internal string? Logo { get; private init; }

    /// <summary>The address of the wide logo, which is shown in place of the logo; null for none.</summary>
    internal string? WideLogo { get; private init; }

    /// <summary>The address of the image at the foot; null for none.</summary>
    internal string? Hero { get; private init; }

    /// <summary>Up to three rows of up to three; null for an item that this pass does not have.</summary>
    internal IReadOnlyList<IReadOnlyList<FaceField?>> Rows { get; private init; } = [];

    internal FaceBarcode? Barcode { get; private init; }

    /// <summary>The text modules that the rows do not show: the details below the card.</summary>
    internal IReadOnlyList<FaceField> Details { get; private init; } = [];

    internal static GoogleCard Read(WalletTemplate template, WalletPass pass, string device, string? textLanguage = null)
    {
        var locale = textLanguage ?? device;
        var prepared = PreparedGoogleTemplate.Prepare(template, "0", "preview");
        if (!prepared.Fits(pass))
        {
            // Without the tags of a flight Google gets no object; what the others show is the nearest.
            template = template with { Google = (template.Google ?? new GoogleTemplate()) with { Type = GooglePassType.Generic } };
            prepared = PreparedGoogleTemplate.Prepare(template, "0", "preview");
        }

        var (made, own) = (prepared.Class(pass), prepared.Object(pass));
        var pointers = PassLayoutFields.All(template.Layout).GroupBy(field => GoogleIds.Module(field.Field.Key ?? ""))
            .ToDictionary(same => same.Key, same => $"/layout/{same.First().Group}/{same.First().Index}", StringComparer.Ordinal);
        var modules = Modules(own, pointers, locale);
        var rows = RowsOf(made, own, modules, locale);
        var shown = rows.SelectMany(row => row).OfType<FaceField>().Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var carrier = Member(Member(made, "flightHeader"), "carrier");
        var card = new GoogleCard
        {
            Locale = device,
            Title = Text(Member(own, "cardTitle"), locale) ?? Text(Member(made, "localizedIssuerName"), locale)
                ?? Plain(Member(made, "issuerName")) ?? template.OrganizationName ?? "",
            Background = Color.TryRead(Plain(Member(own, "hexBackgroundColor")) ?? Plain(Member(made, "hexBackgroundColor"))),
            Logo = ImageOf(Logos, made, own) ?? AddressOf(Member(carrier, "airlineLogo")),
            WideLogo = ImageOf(WideLogos, made, own) ?? AddressOf(Member(carrier, "wideAirlineLogo")),
            Hero = ImageOf(["heroImage"], made, own),
            Rows = rows,
            Barcode = BarcodeOf(own),
            Details = [.. modules.Values.Where(field => !shown.Contains(field.Key))],
        };
        return prepared.Type switch
        {
            GooglePassType.Generic => card with
            {
                Subheader = Text(Member(own, "subheader"), locale),
                Header = Text(Member(own, "header"), locale),
                SubheaderPointer = HeaderPointerOf(template) is { } header ? $"{header}/label" : null,
                HeaderPointer = HeaderPointerOf(template) is { } field ? $"{field}/value" : null,
            },
            GooglePassType.EventTicket => card with
            {
                Subheader = Text(Member(Member(made, "venue"), "name"), locale),
                Header = Text(Member(made, "eventName"), locale),
                HeaderPointer = "/description",
            },
            GooglePassType.Flight => card with { Journey = Flight(made) },
            GooglePassType.Transit when Member(own, "ticketLeg") is { } leg => card with
            {
                Journey = new GoogleJourney(
                    Text(Member(leg, "originName"), locale) ?? "", "", Text(Member(leg, "destinationName"), locale) ?? "", "",
                    Icons.OfTransit(template.TransitType ?? "")),
            },
            GooglePassType.Loyalty => card with { Header = Plain(Member(made, "programName")), HeaderPointer = "/logoText" },
            GooglePassType.Offer => card with { Header = Plain(Member(made, "title")), HeaderPointer = "/description" },
            _ => card with { Header = Text(Member(made, "localizedIssuerName"), locale) ?? Plain(Member(made, "merchantName")) },
        };
    }

    /// <summary>What the card says, in its order.</summary>
    internal IEnumerable<FaceField> Texts()
    {
        yield return new FaceField("", "", null, Title, null, "", 0);
        if (Header is { Length: > 0 } header)
            yield return new FaceField("", HeaderPointer ?? "", Subheader, header, null, "", 0);
        if (Journey is { } journey)
        {
            yield return new FaceField("", "", journey.FromName, journey.From, null, "", 0);
            yield return new FaceField("", "", journey.ToName, journey.To, null, "", 0);
        }

        foreach (var field in Rows.SelectMany(row => row).OfType<FaceField>())
            yield return field;
    }

    private static string? HeaderPointerOf(WalletTemplate template) =>
        template.Layout?.PrimaryFields is { Count: > 0 } ? "/layout/primaryFields/0" : null;

    private static GoogleJourney Flight(JsonObject made)
    {
        string Part(string end, string member) => Plain(Member(Member(made, end), member)) ?? "";
        return new GoogleJourney(
            Part("origin", "airportIataCode"), Gate(Part("origin", "terminal"), Part("origin", "gate")),
            Part("destination", "airportIataCode"), "", Icons.Plane);
    }

    private static string Gate(string terminal, string gate) =>
        string.Join(" · ", new[] { terminal, gate }.Where(text => text.Length > 0));

    private static OrderedDictionary<string, FaceField> Modules(JsonObject own, Dictionary<string, string> pointers, string locale)
    {
        var modules = new OrderedDictionary<string, FaceField>(StringComparer.Ordinal);
        foreach (var module in Items(Member(own, "textModulesData")))
        {
            var id = Plain(Member(module, "id")) ?? "";
            modules[id] = new FaceField(
                id, pointers.GetValueOrDefault(id, "/fields"),
                Text(Member(module, "localizedHeader"), locale) ?? Plain(Member(module, "header")),
                Text(Member(module, "localizedBody"), locale) ?? Plain(Member(module, "body")) ?? "", null, "", 0);
        }

        return modules;
    }

    private static List<IReadOnlyList<FaceField?>> RowsOf(
        JsonObject made, JsonObject own, OrderedDictionary<string, FaceField> modules, string locale)
    {
        var rows = new List<IReadOnlyList<FaceField?>>();
        var card = Member(Member(made, "classTemplateInfo"), "cardTemplateOverride");
        foreach (var info in Items(Member(card, "cardRowTemplateInfos")))
        {
            var items = Member(info, "oneItem") ?? Member(info, "twoItems") ?? Member(info, "threeItems");
            string[] places = Member(info, "oneItem") is not null ? ["item"] : Member(info, "twoItems") is not null
                ? ["startItem", "endItem"] : ["startItem", "middleItem", "endItem"];
            rows.Add([.. places.Select(place =>
                ItemOf(PathOf(Member(items, place)), made, own, modules, locale))]);
        }

        return rows;
    }

    private static FaceField? ItemOf(
        string? path, JsonObject made, JsonObject own, OrderedDictionary<string, FaceField> modules, string locale)
    {
        if (path is null)
            return null;
        if (Module().Match(path) is { Success: true } match)
            return modules.GetValueOrDefault(match.Groups["id"].Value);
        // A path of a class that the template gives raw.
        var parts = path.Split('.');
        JsonNode? node = parts[0] == "class" ? made : own;
        foreach (var part in parts.Skip(1))
            node = node is JsonObject inner ? inner[part] : null;
        return (Text(node, locale) ?? Plain(node)) is { } value
            ? new FaceField(parts[^1], "/google/class", null, value, null, "", 0)
            : null;
    }

    private static FaceBarcode? BarcodeOf(JsonObject own)
    {
        if (Member(own, "barcode") is not JsonObject barcode || Plain(Member(barcode, "value")) is not { } value)
            return null;
        BarcodeFormat? format = Plain(Member(barcode, "type")) switch
        {
            "QR_CODE" => BarcodeFormat.Qr,
            "PDF_417" => BarcodeFormat.Pdf417,
            "AZTEC" => BarcodeFormat.Aztec,
            "CODE_128" => BarcodeFormat.Code128,
            "CODE_39" => BarcodeFormat.Code39,
            "CODABAR" => BarcodeFormat.Codabar,
            "EAN_13" => BarcodeFormat.Ean13,
            "ITF_14" => BarcodeFormat.Itf,
            _ => null,
        };
        return format is { } known
            ? new FaceBarcode(known, value, BarcodeEncoding.Of(value), Plain(Member(barcode, "alternateText"))) : null;
    }

    private static string? ImageOf(string[] names, JsonObject made, JsonObject own) =>
        names.Select(name => AddressOf(Member(own, name)) ?? AddressOf(Member(made, name))).FirstOrDefault(address => address is not null);

    private static string? AddressOf(JsonNode? image) => image is null ? null : Plain(Member(Member(image, "sourceUri"), "uri")) ?? "";

    // A LocalizedString in a language, by its own tag, then by its first part.
    private static string? Text(JsonNode? node, string locale)
    {
        if (node is not JsonObject localized || Member(localized, "defaultValue") is null)
            return null;
        JsonNode?[] translations = [.. Items(Member(localized, "translatedValues"))];
        var found = Array.Find(translations, t => LanguageTag.Same(Plain(Member(t, "language")), locale))
            ?? (Plain(Member(Member(localized, "defaultValue"), "language"))?.Split('-')[0] == locale.Split('-')[0] ? null
                : Array.Find(
                    translations, t => LanguageTag.Same(Plain(Member(t, "language"))?.Split('-')[0], locale.Split('-')[0])));
        return Plain(Member(found ?? Member(localized, "defaultValue"), "value"));
    }

    private static string? PathOf(JsonNode? item) =>
        Items(Member(Member(item, "firstValue"), "fields")).FirstOrDefault() is { } field ? Plain(Member(field, "fieldPath")) : null;

    // A template may give any of Google's members raw, so that none is sure to be of its type.
    private static JsonNode? Member(JsonNode? node, string name) => node is JsonObject members ? members[name] : null;

    private static IEnumerable<JsonNode?> Items(JsonNode? node) => node as JsonArray ?? [];

    private static string? Plain(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    [GeneratedRegex(@"^object\.textModulesData\['(?<id>[^']+)'\]")]
    private static partial Regex Module();
}
