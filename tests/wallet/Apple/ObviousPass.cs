using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>
/// A pass made in the most obvious way: JSON nodes, ZipArchive, SignedCms. It shares no code with the engine and is what the engine must
/// equal.
/// </summary>
internal static class ObviousPass
{
    private static readonly Dictionary<BarcodeFormat, string> Formats = new()
    {
        [BarcodeFormat.Qr] = "PKBarcodeFormatQR",
        [BarcodeFormat.Pdf417] = "PKBarcodeFormatPDF417",
        [BarcodeFormat.Aztec] = "PKBarcodeFormatAztec",
        [BarcodeFormat.Code128] = "PKBarcodeFormatCode128",
        [BarcodeFormat.Code39] = "PKBarcodeFormatCode39",
        [BarcodeFormat.Codabar] = "PKBarcodeFormatCodabar",
        [BarcodeFormat.Ean13] = "PKBarcodeFormatEAN13",
        [BarcodeFormat.Itf] = "PKBarcodeFormatI2of5",
    };

    public static byte[] Write(Sample sample, X509Certificate2 certificateWithKey, X509Certificate2 intermediate)
    {
        var files = new Dictionary<string,
            byte[]>
        { ["pass.json"] = Encoding.UTF8.GetBytes(PassJson(sample.Template, sample.Pass).ToJsonString()) };
        foreach (var image in sample.Images)
            files[(image.Language is null ? "" : image.Language + ".lproj/") + image.Name + ".png"] = image.Content.ToArray();
        foreach (var language in sample.Template.Localizations?.Keys.Append("en") ?? [])
            files[language + ".lproj/pass.strings"] = Strings(sample.Template.Localizations!, language);
        files["manifest.json"] = JsonSerializer.SerializeToUtf8Bytes(
            files.ToDictionary(f => f.Key, f => Convert.ToHexStringLower(SHA1.HashData(f.Value))));
        var cms = new SignedCms(new ContentInfo(files["manifest.json"]), detached: true);
        var signer = new CmsSigner(
            SubjectIdentifierType.IssuerAndSerialNumber, certificateWithKey)
        { IncludeOption = X509IncludeOption.EndCertOnly };
        signer.Certificates.Add(intermediate);
        signer.SignedAttributes.Add(new Pkcs9SigningTime(RichPasses.Signed.UtcDateTime));
        cms.ComputeSignature(signer);
        files["signature"] = cms.Encode();
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return archive.ToArray();
    }

    private static JsonObject PassJson(WalletTemplate template, WalletPass pass)
    {
        var json = new JsonObject
        {
            ["formatVersion"] = 1,
            ["passTypeIdentifier"] = template.PassTypeIdentifier,
            ["teamIdentifier"] = template.TeamIdentifier,
            ["organizationName"] = template.OrganizationName,
            ["description"] = template.Description,
            ["serialNumber"] = pass.SerialNumber,
        };
        Set(json, "webServiceURL", pass.WebServiceUrl);
        Set(json, "authenticationToken", pass.AuthenticationToken);
        Set(json, "backgroundColor", Rgb(pass.BackgroundColor ?? template.BackgroundColor));
        Set(json, "foregroundColor", Rgb(pass.ForegroundColor ?? template.ForegroundColor));
        Set(json, "labelColor", Rgb(pass.LabelColor ?? template.LabelColor));
        Set(json, "logoText", pass.LogoText ?? template.LogoText);
        if (pass.RelevantDate is { } relevant)
        {
            json["relevantDates"] = new JsonArray(new JsonObject { ["date"] = Iso(relevant), ["relevantDate"] = Iso(relevant) });
            json["relevantDate"] = Iso(relevant);
        }
        else if (template.RelevantDates is [var first])
        {
            json["relevantDates"] = new JsonArray(new JsonObject { ["date"] = first.Date, ["relevantDate"] = first.Date });
            json["relevantDate"] = first.Date;
        }

        Set(json, "expirationDate", pass.ExpirationDate is { } expires ? Iso(expires) : null);
        Set(json, "voided", pass.Voided ? true : null);
        Set(json, "locations", Node(pass.Locations ?? template.Locations));
        Set(json, "beacons", Node(template.Beacons));
        Set(json, "maxDistance", template.MaxDistance);
        Set(json, "sharingProhibited", template.SharingProhibited);
        Set(json, "groupingIdentifier", pass.GroupingIdentifier ?? template.GroupingIdentifier);
        Set(json, "associatedStoreIdentifiers", Node(template.AssociatedStoreIdentifiers));
        Set(json, "preferredStyleSchemes", Node(template.PreferredStyleSchemes));
        Set(json, "featuredActions", Node(template.FeaturedActions));
        foreach (var (name, link) in Node(template.Urls)?.AsObject() ?? [])
            json[name] = link?.DeepClone();
        if (template.Nfc is { } nfc && (pass.NfcMessage ?? nfc.Message) is { } message)
        {
            json["nfc"] = Node(nfc);
            json["nfc"]!["message"] = message;
        }

        AddBarcode(json, template, pass);
        var semantics = Semantics(template.Semantics);
        foreach (var (tag, value) in Semantics(pass.Semantics) ?? [])
            (semantics ??= [])[tag] = value?.DeepClone();
        Set(json, "semantics", semantics ?? (pass.Semantics is not null ? new JsonObject() : null));
        var style = template.PassType!.Value.ToString();
        json[char.ToLowerInvariant(style[0]) + style[1..]] = Style(
            template, template.Layout ?? new PassLayout(), template.PassType.Value, pass);
        if (template.PosterGeneric is not null)
            json["posterGeneric"] = Style(template, template.PosterGeneric, null, pass);
        return json;
    }

    private static JsonObject Style(WalletTemplate template, PassLayout layout, PassType? type, WalletPass pass)
    {
        var messageKey = template.MessageField?.Key ?? "message";
        List<PassField>[] groups =
        [
            [.. layout.HeaderFields ?? []], [.. layout.PrimaryFields ?? []], [.. layout.SecondaryFields ?? []],
                [.. layout.AuxiliaryFields ?? []],
            [.. layout.BackFields ?? []], [.. layout.AdditionalInfoFields ?? []],
        ];
        if (!groups.Any(g => g.Any(f => f.Key == messageKey)))
            groups[4].Add(new PassField
            {
                Key = messageKey,
                Label = template.MessageField?.Label ?? "Message",
                Value = "",
                ChangeMessage = "%@",
            });
        List<JsonObject>[] shown = [.. groups.Select(g => g.Select(f => Field(f, messageKey, pass)).OfType<JsonObject>().ToList())];
        string[] placed = [.. groups.SelectMany(g => g).Select(f => f.Key)];
        var (secondary, auxiliary) = Room(groups[2].Count, groups[3].Count, type, template, pass);
        var index = 0;
        foreach (var (key, value) in pass.Fields.Where(f => !placed.Contains(f.Key)))
        {
            var field = new JsonObject { ["key"] = key };
            Set(field, "label", value.Label);
            field["value"] = Node(value.Value);
            shown[index < secondary ? 2 : index < secondary + auxiliary ? 3 : 4].Add(field);
            index++;
        }

        var style = new JsonObject();
        if (type == PassType.BoardingPass)
            style["transitType"] = template.TransitType;
        string[] names = ["headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields", "additionalInfoFields"];
        for (var i = 0; i < names.Length; i++)
        {
            if (groups[i].Count > 0 || shown[i].Count > 0)
                style[names[i]] = new JsonArray([.. shown[i]]);
        }

        return style;
    }

    private static (int Secondary, int Auxiliary) Room(
        int inSecondary, int inAuxiliary, PassType? type, WalletTemplate template, WalletPass pass)
    {
        if (type is null)
            return (0, 0);
        var secondary = Math.Max(0, 4 - inSecondary);
        var auxiliary = Math.Max(0, (type == PassType.BoardingPass ? 5 : 4) - inAuxiliary);
        var format = pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr;
        if (!string.IsNullOrEmpty(pass.BarcodeMessage) && format is BarcodeFormat.Qr or BarcodeFormat.Aztec
            && type is not (PassType.BoardingPass or PassType.EventTicket))
        {
            var together = Math.Max(0, 4 - inSecondary - inAuxiliary);
            secondary = Math.Min(secondary, together);
            auxiliary = Math.Min(auxiliary, together - secondary);
        }

        return (secondary, auxiliary);
    }

    private static JsonObject? Field(PassField field, string messageKey, WalletPass pass)
    {
        var given = field.Key == messageKey
            ? pass.Message is null ? null : new FieldValue { Value = pass.Message }
            : pass.Fields.GetValueOrDefault(field.Key);
        PassValue? value = given?.Value ?? field.Value ?? (field.Key == messageKey ? "" : null);
        if (value is null)
            return null;
        var json = Node(field)!.AsObject();
        json["value"] = Node(value.Value);
        Set(json, "label", given?.Label ?? field.Label);
        if (given is not null && field.AttributedValue is { } attributed)
        {
            json.Remove("attributedValue");
            if (attributed.Contains("%@", StringComparison.Ordinal))
                Set(json, "attributedValue", attributed.Replace("%@", WebUtility.HtmlEncode(value.Value.Text)));
        }

        if (field.Key == messageKey)
            json["changeMessage"] ??= "%@";
        if (field.Semantics is not null)
            json["semantics"] = Semantics(field.Semantics);
        return json;
    }

    private static void AddBarcode(JsonObject json, WalletTemplate template, WalletPass pass)
    {
        if (string.IsNullOrEmpty(pass.BarcodeMessage))
            return;
        var format = pass.BarcodeFormat ?? template.Barcode?.Format ?? BarcodeFormat.Qr;
        List<BarcodeFormat> formats = [format];
        if (format > BarcodeFormat.Code128)
            formats.Add(template.Barcode!.FallbackFormat!.Value);
        JsonObject One(BarcodeFormat of)
        {
            var barcode = new JsonObject
            {
                ["format"] = Formats[of],
                ["message"] = pass.BarcodeMessage,
                ["messageEncoding"] = pass.BarcodeMessage.All(c => c < 256)
                    ? "iso-8859-1" : "utf-8",
            };
            Set(barcode, "altText", pass.BarcodeAltText);
            return barcode;
        }

        json["barcodes"] = new JsonArray([.. formats.Select(One)]);
        if (formats[^1] != BarcodeFormat.Code128)
            json["barcode"] = One(formats[^1]);
    }

    private static JsonObject? Semantics(SemanticTags? tags)
    {
        var json = tags is null ? null : Node(tags)!.AsObject();
        foreach (var seat in json?["seats"]?.AsArray() ?? [])
            seat!["seatSectionColor"] = Rgb(seat["seatSectionColor"]!.GetValue<string>());
        return json;
    }

    private static byte[] Strings(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> localizations, string language)
    {
        static string Quote(string text) =>
            '"' + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t") + '"';
        var keys = localizations.SelectMany(l => l.Value.Keys).Distinct().Order(StringComparer.Ordinal);
        var text = string
            .Concat(keys.Select(k => $"{Quote(k)} = {Quote(localizations.GetValueOrDefault(language)?.GetValueOrDefault(k) ?? k)};\n"));
        return [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)];
    }

    private static string Iso(DateTimeOffset date) =>
        date.ToString("yyyy-MM-dd'T'HH:mm:ss") + (date.Offset == TimeSpan.Zero ? "Z" : date.ToString("zzz"));

    private static string? Rgb(string? color)
    {
        if (color is null)
            return null;
        var hex = color.Length == 4 ? string.Concat(color[1..].Select(c => $"{c}{c}")) : color[1..];
        var bytes = Convert.FromHexString(hex);
        return $"rgb({bytes[0]}, {bytes[1]}, {bytes[2]})";
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, WalletJson.Options);

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
