using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Passinstance.Wallet.Json;

/// <summary>
/// The dates that Apple reads: ISO 8601 (W3C profile) with a complete date, hours, minutes, optional seconds and an offset. One wrong
/// date makes the whole pass fail.
/// </summary>
internal static partial class IsoDate
{
    /// <summary>The length of the longest form that is written.</summary>
    public const int MaxLength = 25;

    private const int MaxReadLength = 40;

    public static bool TryParse(string? text, out DateTimeOffset date)
    {
        date = default;
        return text is { Length: <= MaxReadLength } && Form().IsMatch(text)
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

    /// <summary>
    /// A date as devices take it: without a fraction of a second, which programs add and iOS does not read. Any other text stays as it is;
    /// the rules report it.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? WithoutFraction(string? text) =>
        text is not null && text.Contains('.', StringComparison.Ordinal) && TryParse(text, out var date) ? Format(date) : text;

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
