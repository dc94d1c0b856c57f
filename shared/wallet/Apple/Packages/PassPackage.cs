using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Apple.Archive;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Apple.PassJson;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.Packages;

/// <summary>The files in which designs of passes are exchanged.</summary>
public enum PackageFormat
{
    /// <summary>Apple's template of a pass: <c>pass.json</c> and images. Fields without a default value are empty.</summary>
    PkpassTemplate,

    /// <summary>A sample of a pass with its manifest, unsigned: no device opens it before it is signed.</summary>
    Pkpass,
}

/// <summary>A design as a file of Apple's: read from a pass or a template of one, and written as either.</summary>
public static class PassPackage
{
    private const int MaxPassJson = 1024 * 1024;

    private static readonly string[] Styles = ["boardingPass", "coupon", "eventTicket", "generic", "storeCard"];
    private static readonly string[] Colors = ["backgroundColor", "foregroundColor", "labelColor", "stripColor", "footerBackgroundColor"];

    // Of one pass, and not of all.
    private static readonly string[] OfOnePass =
    [
        "formatVersion", "serialNumber", "webServiceURL", "authenticationToken", "voided", "expirationDate", "barcode", "barcodes",
        "relevantDate",
    ];

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = WalletJson.MaxDepth,
    };

    /// <summary>Reads the design in a <c>.pkpass</c> or a packed <c>.pkpasstemplate</c>. Signatures play no part.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The template, not yet checked by the rules, and its images.</returns>
    /// <exception cref="PackageException">The file cannot be read.</exception>
    public static (WalletTemplate Template, IReadOnlyList<PassImage> Images) Read(ReadOnlyMemory<byte> file)
    {
        var files = PackageFiles.Read(file);
        var images = new List<PassImage>();
        var texts = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (path, content) in files.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var parts = path.Split('/');
            var language = parts.Length == 2 && parts[0].EndsWith(".lproj", StringComparison.OrdinalIgnoreCase) ? parts[0][..^6] : null;
            if (parts.Length > 1 && language is null)
                continue;
            if (parts[^1] == "pass.strings" && language is not null)
                texts[language] = StringsFile.Read(content);
            else if (parts[^1].EndsWith(".png", StringComparison.Ordinal) && IsImage(parts[^1][..^4]))
                images.Add(new PassImage(parts[^1][..^4], language, content));
        }

        var template = ReadPassJson(files["pass.json"]);
        // The language whose texts are the keys themselves is the design's own.
        var own = texts.FirstOrDefault(one => one.Value.Count > 0 && one.Value.All(text => text.Key == text.Value)).Key;
        var others = texts.Where(one => one.Key != own && one.Value.Count > 0).ToDictionary();
        if (files.TryGetValue("personalization.json", out var personalization))
            template = template with { Personalization = ReadAs<PassPersonalization>(personalization, "personalization.json") };
        return (template with { Localizations = others.Count == 0 ? null : others, DefaultLanguage = own }, images);
    }

    /// <summary>Writes a design as a file.</summary>
    /// <param name="template">The template, without errors.</param>
    /// <param name="images">Its images.</param>
    /// <param name="pass">The values of a sample; of a template none.</param>
    /// <param name="format">The file's format.</param>
    public static byte[] Write(WalletTemplate template, IReadOnlyList<PassImage> images, WalletPass pass, PackageFormat format)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true, Encoder = WalletJson.WriterOptions.Encoder }))
            new PassJsonTemplate(template).Write(writer, pass);
        var passJson = format == PackageFormat.Pkpass ? json.ToArray() : WithoutSamples(json.ToArray(), template);
        List<ArchiveFile> files = [new("pass.json", passJson, Compress: true), .. ConstantFiles.Of(template, images)];
        if (format == PackageFormat.Pkpass)
            files.Add(new ArchiveFile("manifest.json", Manifest(files), Compress: true));
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var one in files)
            {
                var level = one.Compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
                using var entry = zip.CreateEntry(one.Path, level).Open();
                entry.Write(one.Content.Span);
            }
        }

        return archive.ToArray();
    }

    // A field for which the template has no value is one that each pass fills in; one that the layout does not have was added for messages.
    private static byte[] WithoutSamples(byte[] passJson, WalletTemplate template)
    {
        var members = (JsonObject)JsonNode.Parse(passJson)!;
        var hasValue = PassLayoutFields.All(template.Layout).Concat(PassLayoutFields.All(template.PosterGeneric))
            .DistinctBy(one => one.Field.Key, StringComparer.Ordinal)
            .ToDictionary(one => one.Field.Key, one => one.Field.Value is not null, StringComparer.Ordinal);
        var groups = Styles.Append("posterGeneric").Select(name => members[name]).OfType<JsonObject>()
            .SelectMany(style => style.Select(group => group.Value).OfType<JsonArray>());
        foreach (var group in groups)
        {
            foreach (var field in group.OfType<JsonObject>().ToList())
            {
                if (!hasValue.TryGetValue(field["key"]?.ToString() ?? "", out var isFixed))
                    group.Remove(field);
                else if (!isFixed)
                    field["value"] = "";
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(members, Indented);
    }

    private static readonly JsonSerializerOptions Indented = new(WalletJson.Options) { WriteIndented = true };

#pragma warning disable CA5350 // Prescribed by the format.
    private static byte[] Manifest(IEnumerable<ArchiveFile> files) => JsonSerializer.SerializeToUtf8Bytes(
        files.ToDictionary(file => file.Path, file => Convert.ToHexStringLower(SHA1.HashData(file.Content.Span))));
#pragma warning restore CA5350

    private static WalletTemplate ReadPassJson(byte[] content)
    {
        if (content.Length > MaxPassJson)
            throw new PackageException("package_too_large", $"pass.json has more than {MaxPassJson / 1024 / 1024} MB.");
        var members = ParseObject(content);
        var found = Styles.Where(style => members[style] is JsonObject).ToList();
        var poster = members["posterGeneric"] as JsonObject;
        if (found.Count != 1 && poster is null)
        {
            throw new PackageException("wrong_pass_json",
                $"pass.json must have exactly one style with its fields: {string.Join(", ", Styles)}; it has {found.Count}.");
        }

        var style = found.Count == 0 ? "generic" : found[0];
        var fields = members[style] as JsonObject ?? [];
        var target = new JsonObject();
        var extra = new JsonObject();
        var known = Members();
        foreach (var (name, value) in members)
        {
            if (value is null || OfOnePass.Contains(name) || Styles.Contains(name) || name == "posterGeneric")
                continue;
            if (Array.IndexOf(Colors, name) >= 0)
                target[name] = HexOf(value.ToString());
            else if (Links().Contains(name))
                ((JsonObject)(target["urls"] ??= new JsonObject()))[name] = value.DeepClone();
            else if (known.Contains(name))
                target[name] = value.DeepClone();
            else
                extra[name] = value.DeepClone();
        }

        target["passType"] = style;
        if (fields["transitType"] is JsonValue transit)
            target["transitType"] = transit.DeepClone();
        target["layout"] = LayoutOf(fields);
        if (poster is not null)
            target["posterGeneric"] = LayoutOf(poster);
        if (BarcodeOf(members) is { } barcode)
            target["barcode"] = barcode;
        if (target["relevantDates"] is JsonArray dates)
            target["relevantDates"] = new JsonArray([.. dates.OfType<JsonObject>().Select(DateOf)]);
        if (extra.Count > 0)
            target["extra"] = extra;
        return ReadAs<WalletTemplate>(target, "pass.json");
    }

    private static JsonObject ParseObject(byte[] content)
    {
        try
        {
            // Some tools write a byte order mark.
            var text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new PackageException("wrong_pass_json", "pass.json must be a JSON object.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new PackageException("wrong_pass_json", $"pass.json is not valid JSON: {exception.Message}");
        }
    }

    private static T ReadAs<T>(JsonNode node, string file)
    {
        try
        {
            return node.Deserialize<T>(WalletJson.Options) ?? throw new JsonException("it is null.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            var where = exception is JsonException { Path: { Length: > 0 } path } ? $" at {path}" : "";
            throw new PackageException("wrong_pass_json", $"{file} has a value of another kind than Wallet reads{where}.");
        }
    }

    private static T ReadAs<T>(byte[] content, string file) => ReadAs<T>(ParseObject(content), file);

    // A value that is empty is a field that each pass fills in.
    private static JsonObject LayoutOf(JsonObject style)
    {
        var layout = new JsonObject();
        foreach (var (group, value) in style)
        {
            if (value is not JsonArray fields)
                continue;
            layout[group] = new JsonArray([.. fields.OfType<JsonObject>().Select(field =>
            {
                var copy = (JsonObject)field.DeepClone();
                if (copy["value"] is JsonValue text && text.TryGetValue(out string? written) && written.Length == 0)
                    copy.Remove("value");
                return copy;
            })]);
        }

        return layout;
    }

    private static JsonObject? BarcodeOf(JsonObject pass)
    {
        var barcode = (pass["barcodes"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault() ?? pass["barcode"] as JsonObject;
        if (barcode?["format"] is not JsonValue format)
            return null;
        string? name = format.ToString() switch
        {
            "PKBarcodeFormatQR" => "qr",
            "PKBarcodeFormatPDF417" => "pdf417",
            "PKBarcodeFormatAztec" => "aztec",
            "PKBarcodeFormatCode128" => "code128",
            "PKBarcodeFormatCode39" => "code39",
            "PKBarcodeFormatCodabar" => "codabar",
            "PKBarcodeFormatEAN13" => "ean13",
            "PKBarcodeFormatI2of5" => "itf",
            _ => null,
        };
        // The text below it is that of the one pass, where it repeats its content.
        var text = barcode["altText"] is JsonValue alt && alt.ToString() != barcode["message"]?.ToString() ? alt.ToString() : null;
        if (name is null)
            return null;
        return text is null ? new JsonObject { ["format"] = name } : new JsonObject { ["format"] = name, ["altText"] = text };
    }

    // iOS 18 called it relevantDate.
    private static JsonObject DateOf(JsonObject date)
    {
        var copy = (JsonObject)date.DeepClone();
        if (copy["date"] is null && copy["relevantDate"] is { } older)
            copy["date"] = older.DeepClone();
        copy.Remove("relevantDate");
        return copy;
    }

    private static string HexOf(string color)
    {
        if (!color.StartsWith("rgb", StringComparison.OrdinalIgnoreCase))
            return color;
        int[] parts = [.. color.Split('(', ')', ',', ' ').Where(part => int.TryParse(part, out _)).Select(int.Parse).Take(3)];
        return parts.Length == 3 && Array.TrueForAll(parts, part => part is >= 0 and <= 255)
            ? $"#{parts[0]:x2}{parts[1]:x2}{parts[2]:x2}" : color;
    }

    private static bool IsImage(string name) =>
        ImageName.ScaleOf(name) is not null && Array.IndexOf(ImageName.Known, ImageName.BaseOf(name)) >= 0;

    private static HashSet<string> Members() =>
        [.. WalletJson.Options.GetTypeInfo(typeof(WalletTemplate)).Properties.Select(member => member.Name).Intersect(AppleKeys.TopLevel)];

    private static HashSet<string> Links() =>
        [.. WalletJson.Options.GetTypeInfo(typeof(PassLinks)).Properties.Select(member => member.Name)];
}
