using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Google;

/// <summary>
/// The members of Google's API, from its discovery document. Google refuses a payload with any other, or saves it without them, so raw keys
/// are checked before they are merged.
/// </summary>
internal static class GoogleSchema
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Types = Read();

    /// <summary>The discovery document's name of a type's class or object: <c>LoyaltyClass</c>.</summary>
    public static string NameOf(GooglePassType type, string kind) => $"{type}{kind}";

    /// <summary>An error for each member that the type does not have, at any depth.</summary>
    public static void Check(JsonElement element, string type, string pointer, FindingList findings)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            return; // takes the member away
        }

        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                findings.Error(pointer, "google_wrong_type", "Google Wallet expects a list here.");
                return;
            }

            var index = 0;
            foreach (var item in element.EnumerateArray())
                Check(item, type[..^2], $"{pointer}/{index++}", findings);
        }
        else if (Types.TryGetValue(type, out var members))
        {
            CheckObject(element, type, members, pointer, findings);
        }
        else if (!Fits(element.ValueKind, type))
        {
            findings.Error(pointer, "google_wrong_type", $"Google Wallet expects a {type} here.");
        }
        else if (element.ValueKind == JsonValueKind.String && IsMachineData(pointer))
        {
            TextRules.CheckMachineData(element.GetString()!, pointer, findings);
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            TextRules.Check(element.GetString(), pointer, findings);
        }
    }

    private static void CheckObject(
        JsonElement element, string type, FrozenDictionary<string, string> members, string pointer, FindingList findings)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            findings.Error(pointer, "google_wrong_type", $"Google Wallet expects an object ({type}) here.");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            var at = $"{pointer}/{JsonPointer.Escape(member.Name)}";
            if (!members.TryGetValue(member.Name, out var memberType))
            {
                findings.Error(at, "google_unknown_key",
                    $"Google Wallet's {type} has no \"{member.Name}\": correct its spelling or leave it out.");
            }
            else
            {
                Check(member.Value, memberType, at, findings);
                GoogleConstants.Check(member.Name, member.Value, at, findings);
                if (member.Name == "uri" && member.Value.ValueKind == JsonValueKind.String
                    && MemberRules.IsUnsafe(member.Value.GetString()!))
                {
                    findings.Error(at, "unsafe_url", "The address would run a script or show its own content: use an https address.");
                }
            }
        }
    }

    // What a barcode or an NFC terminal is given may have any character.
    private static bool IsMachineData(string pointer) =>
        pointer.EndsWith("/barcode/value", StringComparison.Ordinal)
        || pointer.EndsWith("/smartTapRedemptionValue", StringComparison.Ordinal);

    private static bool Fits(JsonValueKind kind, string type) => type switch
    {
        "string" => kind == JsonValueKind.String,
        "number" => kind == JsonValueKind.Number,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static FrozenDictionary<string, FrozenDictionary<string, string>> Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("google-fields.txt")!);
        var types = new Dictionary<string, Dictionary<string, string>>();
        Dictionary<string, string> current = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            foreach (var entry in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (entry.Split(':') is [var name, var type])
                    current[name] = type;
                else
                    types[entry] = current = [];
            }
        }

        return types.ToFrozenDictionary(t => t.Key, t => t.Value.ToFrozenDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
