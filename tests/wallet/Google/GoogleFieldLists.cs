using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Passinstance.Wallet.Tests.Google;

/// <summary>Google's published field lists, read from a file of their own: what the engine emits is held against them.</summary>
internal static class GoogleFieldLists
{
    private static readonly Dictionary<string, Dictionary<string, string>> Types = Read();

    /// <summary>The pointers of members that Google does not know or that are not of the kind it expects.</summary>
    public static IEnumerable<string> Unknown(JsonNode? node, string type, string at = "")
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return node is JsonArray array ? array.SelectMany((item, i) => Unknown(item, type[..^2], $"{at}/{i}")) : [$"{at} is no list"];
        }

        if (!Types.TryGetValue(type, out Dictionary<string, string>? members))
        {
            bool fits = type switch
            {
                "string" => node is JsonValue text && text.GetValueKind() == System.Text.Json.JsonValueKind.String,
                "number" => node is JsonValue number && number.GetValueKind() == System.Text.Json.JsonValueKind.Number,
                "boolean" => node is JsonValue flag
                    && flag.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
                _ => false,
            };
            return fits ? [] : [$"{at} is no {type}"];
        }

        return node is JsonObject json
            ? json.SelectMany(m => members.TryGetValue(m.Key, out string? memberType) ? Unknown(m.Value, memberType, $"{at}/{m.Key}")
                : [$"{at}/{m.Key} is unknown to {type}"])
            : [$"{at} is no object"];
    }

    private static Dictionary<string, Dictionary<string, string>> Read([CallerFilePath] string caller = "")
    {
        var types = new Dictionary<string, Dictionary<string, string>>();
        foreach (string line in File.ReadLines(Path.Combine(Path.GetDirectoryName(caller)!, "../../../shared/simulators/Google/field-lists.txt"))
            .Where(l => !l.StartsWith('#')))
        {
            string[] parts = line.Split('.', ' ');
            if (!types.TryGetValue(parts[0], out Dictionary<string, string>? members))
            {
                types[parts[0]] = members = [];
            }

            members[parts[1]] = parts[2];
        }

        return types;
    }
}
