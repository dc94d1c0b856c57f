namespace Passinstance.PassPreview.Formats;

/// <summary>
/// Dates and numbers on the pages of this product, by the CLDR data that previews use.
/// </summary>
public static class CultureText
{
    /// <summary>A number with the separators of a language.</summary>
    /// <param name="number">The number.</param>
    /// <param name="tag">The language.</param>
    /// <param name="decimals">How many digits it has after the separator at most.</param>
    public static string Number(decimal number, string tag, int decimals = 0)
    {
        var cldr = Cldr.Of(tag);
        return FieldText.Patterned(Math.Round(number, decimals), cldr.Number, 0, decimals, cldr);
    }

    /// <summary>A day with its year and the name of its month: "4 May 2027" or what the language writes.</summary>
    public static string Day(DateOnly day, string tag) => Date(day, tag, LongOf(tag));

    /// <summary>A day and the short name of its month, as the axis of a chart has it.</summary>
    public static string DayOfMonth(DateOnly day, string tag) => Date(day, tag, IsGerman(tag) ? "d. MMM" : "d MMM");

    /// <summary>A day and the name of its month.</summary>
    public static string DayOfMonthInFull(DateOnly day, string tag) => Date(day, tag, IsGerman(tag) ? "d. MMMM" : "d MMMM");

    private static bool IsGerman(string tag) => tag.StartsWith("de", StringComparison.OrdinalIgnoreCase);

    // The day comes first in English, too, as everywhere on these pages.
    private static string LongOf(string tag) => tag == "en" ? "d MMMM y" : Cldr.Of(tag).Date[2];

    private static string Date(DateOnly day, string tag, string pattern) =>
        FieldText.Pattern(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), pattern, Cldr.Of(tag));
}
