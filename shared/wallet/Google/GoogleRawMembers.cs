using System.Collections.Frozen;
using System.Text.Json;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Google;

/// <summary>
/// Members of Google's classes and objects that raw members never override: ids tie pass, object and class together, the state follows the
/// pass, reviews are Google's, and some members only Google writes.
/// </summary>
internal static class GoogleRawMembers
{
    private static readonly FrozenDictionary<string, string> Class = new Dictionary<string, string>
    {
        ["id"] = "Passinstance generates it from the template's id",
        ["reviewStatus"] = "A class is sent as UNDER_REVIEW, and Google approves it",
        ["review"] = "Google writes it",
        ["kind"] = "Google writes it",
        ["version"] = "Google writes it",
        ["callbackOptions"] = "Give google.callbackUrl in the template instead",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Object = new Dictionary<string, string>
    {
        ["id"] = "Passinstance generates it from the serial number",
        ["classId"] = "Passinstance generates it from the template's id",
        ["classReference"] = "Passinstance generates it from the template's id",
        ["state"] = "It follows the pass: void the pass, or give it an expirationDate",
        ["kind"] = "Google writes it",
        ["version"] = "Google writes it",
        ["hasUsers"] = "Google writes it",
        ["hasLinkedDevice"] = "Google writes it",
        ["notifyPreference"] = "Passinstance asks for a notification where a change allows one",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a raw member is left out when a class or object is made.</summary>
    public static bool IsEngines(string kind, string name) => Of(kind).ContainsKey(name);

    public static void Check(JsonElement raw, string kind, string pointer, FindingList findings)
    {
        if (raw.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in raw.EnumerateObject())
        {
            var isDefault = member.Name == "reviewStatus" && member.Value.ValueKind == JsonValueKind.String
                && member.Value.GetString() == "UNDER_REVIEW";
            if (!isDefault && Of(kind).TryGetValue(member.Name, out var why))
                findings.Error($"{pointer}/{member.Name}", "known_key", $"Leave \"{member.Name}\" out. {why}.");
        }
    }

    private static FrozenDictionary<string, string> Of(string kind) => kind == "Class" ? Class : Object;
}
