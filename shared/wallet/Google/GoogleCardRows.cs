using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>
/// The rows on the front of the card: the layout's fields, three a row and three rows at most; the rest is in the details.
/// </summary>
internal static class GoogleCardRows
{
    private const int MaxRows = 3;
    private const int MaxPerRow = 3;

    public static JsonObject? Of(WalletTemplate template, GooglePassType type)
    {
        if (template.Layout is not { } layout)
            return null;
        IEnumerable<PassField> primary = layout.PrimaryFields ?? [];
        string[] keys = [.. (type == GooglePassType.Generic ? primary.Skip(1) : primary)
            .Concat(layout.SecondaryFields ?? []).Concat(layout.AuxiliaryFields ?? []).Concat(layout.HeaderFields ?? [])
            .Where(field => !GoogleFields.HasOwnPlace(type, field.Key))
            .Select(field => field.Key).Distinct(StringComparer.Ordinal).Take(MaxRows * MaxPerRow)];
        if (keys.Length == 0)
            return null;
        var rows = new JsonArray();
        foreach (var row in keys.Chunk(MaxPerRow))
            rows.Add(Row(row));
        return new JsonObject { ["cardTemplateOverride"] = new JsonObject { ["cardRowTemplateInfos"] = rows } };
    }

    private static JsonObject Row(string[] keys) => keys switch
    {
        [var only] => new JsonObject { ["oneItem"] = new JsonObject { ["item"] = Item(only) } },
        [var start, var end] => new JsonObject { ["twoItems"] = new JsonObject { ["startItem"] = Item(start), ["endItem"] = Item(end) } },
        _ => new JsonObject
        {
            ["threeItems"] = new JsonObject { ["startItem"] = Item(keys[0]), ["middleItem"] = Item(keys[1]), ["endItem"] = Item(keys[2]) },
        },
    };

    private static JsonObject Item(string key) => new()
    {
        ["firstValue"] = new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject { ["fieldPath"] = $"object.textModulesData['{GoogleIds.Module(key)}']" }),
        },
    };
}
