using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Passinstance.PassPreview.Formats;
using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Dashboard.Languages;

/// <summary>
/// The texts of the pages in the language of the person. The English text is written where it is shown and is the key of its translations;
/// a test finds every key, and every catalog has exactly those.
/// </summary>
internal static partial class Texts
{
    /// <summary>The translations of this program.</summary>
    public static Catalog Catalog { get; } = new(typeof(Texts).Assembly);

    /// <summary>A text; arguments go into its places <c>{0}</c>, <c>{1}</c> and so on, numbers as the language writes them.</summary>
    public static string T(string text, params ReadOnlySpan<object?> arguments) => Filled(Catalog.Find(text), arguments);

    /// <summary>A text about a count, in the form that the language has for it. The count is <c>{0}</c>; arguments follow.</summary>
    public static string P(long count, string one, string many, params ReadOnlySpan<object?> arguments) =>
        Filled(Catalog.Find(count, one, many), [count, .. arguments]);

    /// <summary>Marks a text as a key that is looked up elsewhere, for tables that are made once.</summary>
    public static string Key(string text) => text;

    /// <summary>A text whose places hold elements: links, times, emphasis.</summary>
    public static RenderFragment M(string text, params RenderFragment[] parts) => Elements(Catalog.Find(text), parts);

    /// <summary>A text about a count whose places hold elements; <c>{0}</c> is the count, and the elements follow.</summary>
    public static RenderFragment PM(long count, string one, string many, params RenderFragment[] parts) =>
        Elements(Catalog.Find(count, one, many), [builder => builder.AddContent(0, Number(count)), .. parts]);

    /// <summary>A name within a sentence, where English begins it with a small letter.</summary>
    public static string Inside(string text) => Language.Current == Language.English ? text.ToLowerInvariant() : text;

    /// <summary>A number with the separators of the language.</summary>
    public static string Number(decimal number, int decimals = 0) => CultureText.Number(number, Language.Current.Tag, decimals);

    /// <summary>A share, from 0 to 100, as a percentage.</summary>
    public static string Percent(decimal share, int decimals = 0) => T("{0} %", Number(share, decimals));

    /// <summary>A day with its year.</summary>
    public static string Day(DateOnly day) => CultureText.Day(day, Language.Current.Tag);

    /// <summary>A day and the short name of its month.</summary>
    public static string DayOfMonth(DateOnly day) => CultureText.DayOfMonth(day, Language.Current.Tag);

    /// <summary>A day and the name of its month.</summary>
    public static string DayOfMonthInFull(DateOnly day) => CultureText.DayOfMonthInFull(day, Language.Current.Tag);

    /// <summary>Things one after another.</summary>
    public static string Listed(IEnumerable<string> items) => string.Join(T(", "), items);

    private static RenderFragment Elements(string text, RenderFragment[] parts) => builder =>
    {
        var at = 0;
        foreach (var place in Place().EnumerateMatches(text))
        {
            builder.AddContent(0, text[at..place.Index]);
            builder.AddContent(1, parts[text[place.Index + 1] - '0']);
            at = place.Index + place.Length;
        }

        builder.AddContent(2, text[at..]);
    };

    private static string Filled(string text, ReadOnlySpan<object?> arguments)
    {
        if (arguments.IsEmpty)
            return text;
        var written = new string[arguments.Length];
        for (var i = 0; i < written.Length; i++)
            written[i] = Written(arguments[i]);
        return Place().Replace(text, place => written[place.ValueSpan[1] - '0']);
    }

    private static string Written(object? value) => value switch
    {
        int number => Number(number),
        long number => Number(number),
        double number => Number((decimal)number, 2),
        _ => value?.ToString() ?? "",
    };

    [GeneratedRegex(@"\{\d\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
