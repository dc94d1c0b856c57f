using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Batches;

/// <summary>How the text of a cell is written as JSON.</summary>
internal enum CellKind
{
    Text,
    Number,
    Boolean,
}

/// <summary>A column of a CSV body: where its cells stand in an item.</summary>
/// <param name="Index">Its position in the header.</param>
/// <param name="Path">Names of members, from the outside in.</param>
/// <param name="Kind">How a cell is written.</param>
internal sealed record CsvColumn(int Index, string[] Path, CellKind Kind);

/// <summary>
/// The columns of a CSV body. A header is a member's path such as <c>serialNumber</c> or <c>fields.memberName</c>, or the parameter
/// <c>columns</c> says which member it is.
/// </summary>
internal static class CsvColumns
{
    private const int MaxColumns = 500;
    private static readonly Type[] Items = [typeof(BatchUpdateItem), typeof(BatchNotifyItem)];

    /// <summary>Reads the parameter: <c>Ticket:serialNumber,Name:fields.memberName,Notes:</c>; nothing after the colon ignores a
    /// column.</summary>
    internal static Dictionary<string, string>? TryReadMapping(string? columns, List<InvalidValue> errors)
    {
        var mapping = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(columns))
            return mapping;
        foreach (var pair in columns.Split(','))
        {
            var colon = pair.LastIndexOf(':');
            if (colon < 1)
            {
                errors.Add(new InvalidValue("?columns", "invalid_columns",
                    $"Write columns as pairs of a column and a member, such as Ticket:serialNumber,Name:fields.memberName; " +
                    $"you sent \"{SentValue.Shorten(pair)}\".", ("sent", SentValue.Shorten(pair))));
                return null;
            }

            var name = pair[..colon].Trim();
            if (!mapping.TryAdd(name, pair[(colon + 1)..].Trim()))
            {
                errors.Add(new InvalidValue("?columns", "duplicate_column", $"The column \"{SentValue.Shorten(name)}\" is given twice.",
                    ("sent", SentValue.Shorten(name))));
                return null;
            }
        }

        return mapping;
    }

    /// <summary>Finds the member of each column of a header, and every column that has none.</summary>
    internal static List<CsvColumn> Plan(
        IReadOnlyList<string> header, IReadOnlyDictionary<string, string> mapping, List<InvalidValue> errors)
    {
        var columns = new List<CsvColumn>();
        if (header.Count > MaxColumns)
            errors.Add(new InvalidValue("/columns", "out_of_range", $"A body may have {MaxColumns} columns.", ("maxCount", MaxColumns)));
        foreach (var mapped in mapping.Keys.Where(name => !header.Contains(name)))
        {
            errors.Add(new InvalidValue("?columns", "unknown_column",
                $"The body has no column \"{SentValue.Shorten(mapped)}\". {Advice(mapped, header)}", ("sent", SentValue.Shorten(mapped))));
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in header.Take(MaxColumns).Index())
        {
            // A header that people write by hand has a blank after the separator now and then.
            var member = mapping.GetValueOrDefault(name, name.Trim());
            if (member.Length == 0 && mapping.ContainsKey(name))
                continue;
            if (Find(member) is not { } found)
            {
                errors.Add(new InvalidValue($"/columns/{index}", "unknown_column",
                    $"The column \"{SentValue.Shorten(name)}\" is no member of an item" +
                    (mapping.ContainsKey(name) ? $" as \"{SentValue.Shorten(member)}\"" : "") + $". {Advice(member, Known)} " +
                    "Map it with ?columns=, such as columns=Ticket:serialNumber,Name:fields.memberName; nothing after the colon ignores " +
                    "it."));
            }
            else if (!taken.Add(string.Join('.', found.Path)))
            {
                errors.Add(new InvalidValue($"/columns/{index}", "duplicate_column",
                    $"The column \"{SentValue.Shorten(name)}\" is the second for {string.Join('.', found.Path)}. Map one of them to " +
                    "nothing."));
            }
            else
            {
                columns.Add(new CsvColumn(index, found.Path, found.Kind));
            }
        }

        // Members of one object stand together in the JSON.
        return Grouped(columns);
    }

    private static IEnumerable<string> Known =>
    [
        .. Items.SelectMany(type => ApiJson.Options.GetTypeInfo(type).Properties).Where(member => member.Set is not null)
            .Where(member => member.PropertyType == typeof(string) || KindOf(member.PropertyType) is not null).Select(member => member.Name)
            .Distinct(),
        "fields.{key}",
    ];

    private static string Advice(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return SentValue.Suggest(name, names) is { } meant
            ? $"Did you mean \"{meant}\"?"
            : $"There are {string.Join(", ", names.Take(25).Select(SentValue.Shorten))}.";
    }

    private static (string[] Path, CellKind Kind)? Find(string member)
    {
        var parts = member.Split('.');
        // The key of a field may contain dots; what follows it is its value unless it names another member.
        if (parts is ["fields", _, ..] && parts.Skip(1).All(part => part.Length > 0))
        {
            var isLabel = parts.Length > 2 && parts[^1] == "label";
            var isValue = parts.Length > 2 && parts[^1] == "value";
            var key = string.Join('.', isLabel || isValue ? parts[1..^1] : parts[1..]);
            return (["fields", key, isLabel ? "label" : "value"], CellKind.Text);
        }

        foreach (var type in Items)
        {
            if (Find(ApiJson.Options.GetTypeInfo(type), parts) is { } found)
                return found;
        }

        return null;
    }

    private static (string[] Path, CellKind Kind)? Find(JsonTypeInfo type, string[] parts)
    {
        var path = new List<string>();
        JsonTypeInfo? at = type;
        foreach (var part in parts)
        {
            if (part.Length == 0 || at is null)
                return null;
            if (at.Type == typeof(JsonElement))
            {
                path.Add(part);
                continue;
            }

            if (at.Kind == JsonTypeInfoKind.Dictionary && at.ElementType is { } element)
            {
                path.Add(part);
                at = TypeOf(element);
                continue;
            }

            if (at.Kind != JsonTypeInfoKind.Object
                || at.Properties.FirstOrDefault(one => one.Set is not null && one.Name.Equals(part, StringComparison.OrdinalIgnoreCase))
                    is not { } member)
                return null;
            path.Add(member.Name);
            at = TypeOf(member.PropertyType);
        }

        if (at is null)
            return null;
        return at.Type == typeof(JsonElement)
            ? path.Count > 1 ? ([.. path], CellKind.Text) : null
            : KindOf(at.Type) is { } kind ? ([.. path], kind) : null;
    }

    private static JsonTypeInfo TypeOf(Type type) => ApiJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    // Null for lists and objects, which a cell cannot hold.
    private static CellKind? KindOf(Type type)
    {
        var single = Nullable.GetUnderlyingType(type) ?? type;
        return single == typeof(bool) ? CellKind.Boolean
            : single == typeof(int) || single == typeof(long) || single == typeof(double) || single == typeof(decimal) ? CellKind.Number
            : single == typeof(string) || single.IsEnum || single == typeof(DateTimeOffset) || single == typeof(DateOnly)
                || single == typeof(PassValue) ? CellKind.Text
            : single == typeof(JsonElement) || typeof(IEnumerable).IsAssignableFrom(single) ? null
            : ApiJson.Options.GetTypeInfo(single).Kind == JsonTypeInfoKind.None ? CellKind.Text : null;
    }

    // By where an object first appears: the order of fields is the order on the pass.
    private static List<CsvColumn> Grouped(List<CsvColumn> columns)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            for (var depth = 1; depth <= column.Path.Length; depth++)
                first.TryAdd(Prefix(column, depth), column.Index);
        }

        int[] PlaceOf(CsvColumn column) => [.. Enumerable.Range(1, column.Path.Length).Select(depth => first[Prefix(column, depth)])];
        columns.Sort((a, b) => PlaceOf(a).AsSpan().SequenceCompareTo(PlaceOf(b)));
        return columns;

        static string Prefix(CsvColumn column, int depth) => string.Join('\0', column.Path.Take(depth));
    }
}
