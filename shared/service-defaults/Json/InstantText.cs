using System.Globalization;
using System.Text.RegularExpressions;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>The form of a moment wherever a client writes one outside a body: date, time and offset.</summary>
internal static partial class InstantText
{
    internal static bool IsInstant(string text) =>
        Form().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
