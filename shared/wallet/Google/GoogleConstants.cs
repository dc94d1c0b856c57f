using System.Collections.Frozen;
using System.Text.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Google;

/// <summary>How Google notifies of a message.</summary>
public enum GoogleMessageType
{
    /// <summary>Shown in the pass, without a notification.</summary>
    Text,

    /// <summary>Shown in the pass and on the lock screen.</summary>
    TextAndNotify,

    /// <summary>Tells the holder that the pass is about to expire.</summary>
    ExpirationNotification,
}

/// <summary>Google's constants, and the members that take only some of them.</summary>
internal static class GoogleConstants
{
    private static readonly FrozenDictionary<string, string[]> Members = new Dictionary<string, string[]>
    {
        ["messageType"] = [.. Enum.GetValues<GoogleMessageType>().Select(Of)],
        ["genericType"] = [.. Enum.GetValues<GoogleGenericType>().Select(type => Of(type)!)],
        ["multipleDevicesAndHoldersAllowedStatus"] = ["MULTIPLE_HOLDERS", "ONE_USER_ALL_DEVICES", "ONE_USER_ONE_DEVICE"],
        ["viewUnlockRequirement"] = ["UNLOCK_NOT_REQUIRED", "UNLOCK_REQUIRED_TO_VIEW"],
        ["redemptionChannel"] = ["INSTORE", "ONLINE", "BOTH", "TEMPORARY_PRICE_REDUCTION"],
        ["flightStatus"] = ["SCHEDULED", "ACTIVE", "LANDED", "CANCELLED", "REDIRECTED", "DIVERTED"],
        ["transitType"] = ["BUS", "RAIL", "TRAM", "FERRY", "OTHER"],
        ["tripType"] = ["ROUND_TRIP", "ONE_WAY"],
        ["passengerType"] = ["SINGLE_PASSENGER", "MULTIPLE_PASSENGERS"],
        ["ticketStatus"] = ["USED", "REFUNDED", "EXCHANGED"],
        ["concessionCategory"] = ["ADULT", "CHILD", "SENIOR"],
        ["screenshotEligibility"] = ["ELIGIBLE", "INELIGIBLE"],
        ["animationType"] = ["FOIL_SHIMMER"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string? Of(GoogleGenericType? type) => type is { } given ? $"GENERIC_{Snake(given.ToString())}" : null;

    public static string Of(GoogleMessageType type) => Snake(type.ToString());

    /// <summary>An error when a raw member has a constant that Google does not know: it refuses the whole class or object.</summary>
    public static void Check(string name, JsonElement value, string pointer, FindingList findings)
    {
        if (name == "hexBackgroundColor" && value.ValueKind == JsonValueKind.String && HexColor.TryParse(value.GetString()) is null)
            findings.Error(pointer, "wrong_color", "Write the color as #rrggbb, such as #1f2937.");
        if (value.ValueKind == JsonValueKind.String && Members.TryGetValue(name, out var allowed)
            && !allowed.Any(constant => Same(constant, value.GetString()!)))
        {
            findings.Error(pointer, "unknown_constant", $"Google Wallet takes one of {string.Join(", ", allowed)} here.");
        }
    }

    // Google also takes its older spelling, textAndNotify.
    private static bool Same(string constant, string given) => string.Equals(
        constant.Replace("_", "", StringComparison.Ordinal), given.Replace("_", "", StringComparison.Ordinal),
        StringComparison.OrdinalIgnoreCase);

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{c}" : $"{c}")).ToUpperInvariant();
}
