using System.Globalization;
using System.Text.RegularExpressions;

namespace Passinstance.Wallet.Json;

/// <summary>
/// The dates that Apple reads: ISO 8601 (W3C profile) with a complete date, hours, minutes, optional seconds and an offset. One wrong
/// date makes the whole pass fail.
/// </summary>
internal static partial class IsoDate
{
    /// <summary>The length of the longest form: seven digits of a second and an offset.</summary>
    public const int MaxLength = 33;

    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        date = default;
        return text is { Length: <= 40 } && Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    /// <summary>Writes a date to the second, the finest that Wallet reads.</summary>
    public static int Write(Span<char> destination, DateTimeOffset date)
    {
        var form = date.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz";
        date.TryFormat(destination, out var written, form, CultureInfo.InvariantCulture);
        return written;
    }

    public static string Format(DateTimeOffset date)
    {
        Span<char> text = stackalloc char[MaxLength];
        return new string(text[..Write(text, date)]);
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
