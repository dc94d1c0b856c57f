using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>
/// Rules that hold for a member by its name, wherever it stands: constants, dates, addresses, colors, codes. Apple's names mean the same
/// everywhere, so that one table checks fields, semantic tags, upcoming events and whatever the next release nests them in.
/// </summary>
internal static partial class MemberRules
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Apple's constants by the name of the member that takes them.</summary>
    private static readonly FrozenDictionary<string, string[]> Constants =
        new[] { typeof(WalletTemplate), typeof(PassField), typeof(PassPersonalization), typeof(SemanticTags) }
            .SelectMany(type => type.GetProperties())
            .Select(property => (Property: property, Constants: property.GetCustomAttribute<ConstantsOfAttribute>()))
            .Where(member => member.Constants is not null)
            .ToFrozenDictionary(
                member => member.Property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.CamelCase.ConvertName(member.Property.Name),
                member => member.Constants!.Values, StringComparer.Ordinal);

    /// <summary>
    /// Where the contents are the issuer's own. By place, not by name: a field may have any of these names as its key.
    /// </summary>
    private static readonly FrozenSet<string> Opaque =
        new[] { "/userInfo", "/extra", "/google", "/localizations" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where a text is data for a machine, which may have any character.</summary>
    private static readonly FrozenSet<string> MachineData =
        new[] { "/barcodeMessage", "/nfcMessage", "/nfc/message" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where the names of members are keys that the issuer chose.</summary>
    private const string Fields = "/fields";

    /// <summary>Schemes that run what stands in the address, or read the device it is opened on.</summary>
    private static readonly FrozenSet<string> UnsafeSchemes =
        new[] { "javascript", "data", "vbscript", "file", "blob", "about" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void Check(JsonElement element, string pointer, FindingList findings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var at = $"{pointer}/{JsonPointer.Escape(member.Name)}";
                    if (Opaque.Contains(at))
                    {
                        CheckNumbers(member.Value, at, findings);
                        continue;
                    }

                    if (pointer != Fields)
                        CheckMember(member.Name, member.Value, at, findings);
                    Check(member.Value, at, findings);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Check(item, $"{pointer}/{index++}", findings);
                break;
            case JsonValueKind.String when MachineData.Contains(pointer):
                TextRules.CheckMachineData(element.GetString()!, pointer, findings);
                break;
            case JsonValueKind.String:
                TextRules.Check(element.GetString(), pointer, findings);
                break;
            default:
                break;
        }
    }

    /// <summary>A value of a name that stands where no walk comes by: what its name means holds for it, too.</summary>
    public static void CheckNamed(string name, JsonElement value, string at, FindingList findings)
    {
        CheckMember(name, value, at, findings);
        Check(value, at, findings);
    }

    /// <summary>Numbers that no device can hold, also where the contents are the issuer's own.</summary>
    public static void CheckNumbers(JsonElement element, string pointer, FindingList findings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                    CheckNumbers(member.Value, $"{pointer}/{JsonPointer.Escape(member.Name)}", findings);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    CheckNumbers(item, $"{pointer}/{index++}", findings);
                break;
            case JsonValueKind.Number when !double.IsFinite(element.GetDouble()):
                findings.Error(pointer, "not_a_number", "Write a number within the range of a double.");
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a member of this name is a date.</summary>
    public static bool IsDate(string name) => name == "date" || name.EndsWith("Date", StringComparison.Ordinal);

    /// <summary>Whether an address runs what stands in it, or reads the device: no page and no wallet may open it.</summary>
    public static bool IsUnsafe(string address)
    {
        // Browsers ignore blanks and control characters in a scheme.
        var text = string.Concat(address.Where(c => c > ' ' && !char.IsControl(c)));
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && UnsafeSchemes.Contains(text[..end]);
    }

    /// <summary>Every pass carries these members: they must stay small.</summary>
    public static void CheckSize<T>(T? value, string at, FindingList findings)
    {
        if (value is not null && WalletJson.Encode(value).Length > MaxBytes)
            findings.Error(at, "too_large", $"Reduce this to {MaxBytes / 1024} kB: every pass carries it.");
    }

    private static void CheckMember(string name, JsonElement value, string at, FindingList findings)
    {
        if (Constants.TryGetValue(name, out var allowed))
        {
            CheckConstant(value, allowed, at, findings);
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            CheckText(name, value.GetString()!, at, findings);
        }
        else if (value.ValueKind == JsonValueKind.Number)
        {
            var limit = name switch { "latitude" => 90, "longitude" => 180, _ => double.MaxValue };
            if (!double.IsFinite(value.GetDouble()))
                findings.Error(at, "not_a_number", "Write a number within the range of a double.");
            else if (Math.Abs(value.GetDouble()) > limit)
                findings.Error(at, "coordinate_out_of_range", $"Give the {name} in degrees, between -{limit} and {limit}.");
        }
    }

    private static void CheckConstant(JsonElement value, string[] allowed, string at, FindingList findings)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                CheckConstant(item, allowed, $"{at}/{index++}", findings);
        }
        else if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            && !allowed.Contains(text, StringComparer.Ordinal))
        {
            var meant = text.Length < 3 ? null : allowed.FirstOrDefault(a => a.EndsWith(text, StringComparison.OrdinalIgnoreCase));
            findings.Error(at, "unknown_constant", meant is null
                ? $"Write one of {string.Join(", ", allowed)}: Wallet ignores any other."
                : $"Write \"{meant}\": Wallet ignores it in any other form.");
        }
    }

    private static void CheckText(string name, string text, string at, FindingList findings)
    {
        if (name.EndsWith("Color", StringComparison.Ordinal))
        {
            if (HexColor.TryParse(text) is null)
                findings.Error(at, "wrong_color", "Write the color as #rrggbb, such as #1f2937.");
        }
        else if (IsDate(name))
        {
            if (!IsoDate.TryParse(text, out _))
            {
                findings.Error(at, "wrong_date",
                    "Write the date in ISO 8601 with hours, minutes and an offset, such as 2026-12-15T19:00:00+01:00: "
                    + "devices do not open a pass with a wrong date.");
            }
        }
        else if (name.EndsWith("URL", StringComparison.Ordinal) || name is "contactVenueWebsite" or "url")
        {
            CheckUrl(name, text, at, findings);
        }
        else if (name == "attributedValue")
        {
            CheckLinks(text, at, findings);
        }
        else if (name == "currencyCode" && !ThreeCapitals().IsMatch(text))
        {
            findings.Error(at, "wrong_currency", "Write the currency as its ISO 4217 code in capitals, such as EUR.");
        }
        else if (name is "departureAirportCode" or "destinationAirportCode" && !ThreeCapitals().IsMatch(text))
        {
            findings.Error(at, "wrong_airport", "Write the airport as its IATA code: three capitals, such as CDG.");
        }
        else if (name == "airlineCode" && !AirlineCode().IsMatch(text))
        {
            findings.Error(at, "wrong_airline", "Write the airline as its IATA code: two characters, such as AF.");
        }
        else if ((name == "timeZone" || name.EndsWith("TimeZone", StringComparison.Ordinal)) && !TimeZone().IsMatch(text))
        {
            findings.Error(at, "wrong_time_zone", "Write the time zone by its IANA name, such as Europe/Paris.");
        }
        else if (name == "amount" && !Amount().IsMatch(text))
        {
            findings.Error(at, "wrong_amount", "Write the amount as a decimal number in a text, such as \"12.50\".");
        }
    }

    private static void CheckUrl(string name, string text, string at, FindingList findings)
    {
        if (IsUnsafe(text))
            findings.Error(at, "unsafe_url", "The address would run a script or show its own content: use an https address.");
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            findings.Error(at, "wrong_url", "Write a complete address, such as https://example.com/tickets.");
        else if (name is not ("appLaunchURL" or "url") && url.Scheme != Uri.UriSchemeHttps)
            findings.Warning(at, "url_not_https", "Use an https address: Wallet may not open any other.");
    }

    // The only mark-up that Wallet takes in an attributed value is a link.
    private static void CheckLinks(string text, string at, FindingList findings)
    {
        foreach (Match link in Link().Matches(text))
        {
            if (IsUnsafe(WebUtility.HtmlDecode(link.Groups["address"].Value)))
            {
                findings.Error(at, "unsafe_url", "A link of the text would run a script or show its own content: use an https address.");
                return;
            }
        }
    }

    [GeneratedRegex(
        "href\\s*=\\s*(?:\"(?<address>[^\"]*)|'(?<address>[^']*)|(?<address>[^\\s>]*))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ThreeCapitals();

    [GeneratedRegex(@"^[A-Z0-9]{2,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AirlineCode();

    [GeneratedRegex(@"^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimeZone();

    [GeneratedRegex(@"^-?[0-9]{1,15}(\.[0-9]{1,6})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();
}
