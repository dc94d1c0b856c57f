using System.Globalization;
using System.Text.RegularExpressions;

namespace Passinstance.Dashboard.Components;

/// <summary>A sentence about something that the API has found, with places for values.</summary>
/// <param name="Text">The key of its translations.</param>
/// <param name="Values">Names of the values in the order of the places; # for a number, @ for a day.</param>
internal sealed partial record Sentence(string Text, params string[] Values)
{
    /// <summary>The names of the values.</summary>
    internal IEnumerable<string> Names => Values.Select(Plain);

    /// <summary>
    /// The sentence in the person's language. Null in English, where the API's own says it unless that speaks to programs; and when a value
    /// is missing.
    /// </summary>
    /// <param name="values">What the API has given, by name.</param>
    /// <param name="english">The API's own sentence.</param>
    internal string? With(IEnumerable<KeyValuePair<string, string>>? values, string english)
    {
        if (T(Text) == Text && !ForPrograms().IsMatch(english))
            return null;
        var given = (values ?? []).ToDictionary(StringComparer.Ordinal);
        var written = new string[Values.Length];
        for (var i = 0; i < written.Length; i++)
        {
            if (!given.TryGetValue(Plain(Values[i]), out var value))
                return null;
            written[i] = Written(value, Values[i][^1]);
        }

        return T(Text, written);
    }

    // Operations, credentials, members in camel case, prefixes of ids and the names of standards mean nothing to people.
    [GeneratedRegex(
        @"\b(?:POST|PUT|GET|DELETE) /|\bThe credential\b|\bAPI key's\b|\bISO 8601\b|\b[a-z]{3}_ |"
        + @"\b(?!iPhone|iPad|iCloud)[a-z]+[A-Z][a-z]+\b")]
    private static partial Regex ForPrograms();

    private static string Plain(string name) => name.TrimEnd('#', '@');

    // As the language writes numbers and days; other values stay as they are.
    private static string Written(string value, char kind) => kind switch
    {
        '#' when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => Number(number, 2),
        '@' when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => Day(day),
        // Colors and names do not turn around within a sentence from right to left.
        _ => $"\u2068{value}\u2069",
    };
}
