using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Designer;

/// <summary>A member in which two designs differ.</summary>
/// <param name="Where">The member as people call it, from the outside in.</param>
/// <param name="Before">Its value; null when there is none.</param>
/// <param name="After">Its value in the other design; null when there is none.</param>
internal sealed record Difference(string Where, string? Before, string? After);

/// <summary>Compares two designs, member by member.</summary>
internal static class DesignDifferences
{
    private const int MaxText = 200;
    private const string Separator = " › ";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["layout"] = Key("Fields"),
        ["headerFields"] = Key("Header"),
        ["primaryFields"] = Key("Primary"),
        ["secondaryFields"] = Key("Secondary"),
        ["auxiliaryFields"] = Key("Auxiliary"),
        ["backFields"] = Key("Back"),
        ["additionalInfoFields"] = Key("Additional info"),
        ["footerFields"] = Key("Footer"),
        ["posterGeneric"] = Key("Poster"),
        ["preferredStyleSchemes"] = Key("Newer design"),
        ["semantics"] = Key("Event or journey"),
        ["urls"] = Key("Addresses"),
        ["organizationName"] = Key("Who issues the passes"),
        ["logoText"] = Key("Text beside the logo"),
        ["backgroundColor"] = Key("Background"),
        ["foregroundColor"] = Key("Color of values"),
        ["labelColor"] = Key("Color of labels"),
        ["localizations"] = Key("Translations"),
        ["google"] = "Google Wallet",
        ["nfc"] = "NFC",
        ["locations"] = Key("Places"),
        ["maxDistance"] = Key("Distance"),
    };

    /// <summary>The differences, in the order of the template's members.</summary>
    internal static IReadOnlyList<Difference> Of(
        WalletTemplate before, IReadOnlyList<PassImage> imagesBefore, WalletTemplate after, IReadOnlyList<PassImage> imagesAfter)
    {
        var found = new List<Difference>();
        Compare("", Json(before), Json(after), found);
        CompareImages(imagesBefore, imagesAfter, found);
        return found;
    }

    private static JsonNode? Json(WalletTemplate template) => JsonSerializer.SerializeToNode(template, WalletJson.Options);

    private static void Compare(string where, JsonNode? before, JsonNode? after, List<Difference> found)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is JsonObject)
        {
            var (one, other) = (before as JsonObject ?? [], after as JsonObject ?? []);
            foreach (var name in one.Select(member => member.Key).Union(other.Select(member => member.Key), StringComparer.Ordinal))
                Compare(Path(where, NameOf(name)), one[name], other[name], found);
        }
        else if (Items(before) is { } old && Items(after) is { } now && (old.Count > 0 || now.Count > 0))
        {
            CompareItems(where, old, now, found);
        }
        else
        {
            found.Add(new Difference(where, Text(before), Text(after)));
        }
    }

    // Fields are the same by their key, other items by their position.
    private static void CompareItems(
        string where, OrderedDictionary<string, JsonNode?> before, OrderedDictionary<string, JsonNode?> after, List<Difference> found)
    {
        foreach (var name in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            var (old, now) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (old is null || now is null)
                found.Add(new Difference(Path(where, name), Summary(old), Summary(now)));
            else
                Compare(Path(where, name), old, now, found);
        }

        string[] oldOrder = [.. before.Keys.Where(after.ContainsKey)];
        string[] newOrder = [.. after.Keys.Where(before.ContainsKey)];
        if (!oldOrder.SequenceEqual(newOrder, StringComparer.Ordinal))
            found.Add(new Difference(Path(where, T("Order")), string.Join(", ", oldOrder), string.Join(", ", newOrder)));
    }

    private static OrderedDictionary<string, JsonNode?>? Items(JsonNode? node)
    {
        if (node is not (JsonArray or null))
            return null;
        var items = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (index, item) in (node as JsonArray ?? []).Index())
        {
            var key = item is JsonObject field && field["key"] is JsonValue named ? named.ToString() : null;
            if (key is null || !items.TryAdd(key, item))
                items.TryAdd((index + 1).ToString(CultureInfo.InvariantCulture), item);
        }

        return items;
    }

    private static void CompareImages(IReadOnlyList<PassImage> before, IReadOnlyList<PassImage> after, List<Difference> found)
    {
        static string NameOf(PassImage image) => image.Language is { } language ? $"{image.Name} ({language})" : image.Name;
        static string Mark(PassImage? image) => image is null ? "" : Convert.ToHexStringLower(SHA256.HashData(image.Content.Span));
        foreach (var name in before.Concat(after).Select(NameOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before.FirstOrDefault(image => NameOf(image) == name), after.FirstOrDefault(image => NameOf(image) == name));
            if (Mark(old) != Mark(now))
                found.Add(new Difference(Path(T("Images"), name), Size(old), Size(now)));
        }
    }

    private static string? Size(PassImage? image) =>
        image is null ? null : T("{0} kB", Math.Max(1, image.Content.Length / 1024));

    private static string Path(string where, string name) => where.Length == 0 ? name : where + Separator + name;

    private static string NameOf(string member) => Names.TryGetValue(member, out var known) ? T(known)
        : string.Concat(member.Select((character, index) =>
        index == 0 ? char.ToUpperInvariant(character).ToString()
        : char.IsAsciiLetterUpper(character) ? $" {char.ToLowerInvariant(character)}" : character.ToString()));

    // A field that only one design has, by what people see of it.
    private static string? Summary(JsonNode? node) => node is JsonObject item && (item["label"] ?? item["key"]) is JsonValue name
        ? name.ToString() : Text(node);

    private static string? Text(JsonNode? node)
    {
        var text = node switch { null => null, JsonValue value => value.ToString(), _ => node.ToJsonString() };
        return text is { Length: > MaxText } ? $"{text[..MaxText]}…" : text;
    }
}
