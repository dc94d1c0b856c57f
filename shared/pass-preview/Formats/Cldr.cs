using System.Collections.Frozen;
using System.Text.Json;

namespace Passinstance.PassPreview.Formats;

/// <summary>What the Unicode CLDR says of a language's dates, numbers and amounts.</summary>
internal sealed record CldrLocale
{
    public required string[] Months { get; init; }

    public required string[] MonthsShort { get; init; }

    public required string[] MonthsAlone { get; init; }

    public required string[] Days { get; init; }

    public required string[] DaysShort { get; init; }

    public required string[] Ampm { get; init; }

    /// <summary>Short, medium, long, full.</summary>
    public required string[] Date { get; init; }

    /// <summary>Short, medium.</summary>
    public required string[] Time { get; init; }

    /// <summary>How a day of each style and a time are joined.</summary>
    public required string[] Join { get; init; }

    /// <summary>Yesterday, today, tomorrow.</summary>
    public required string[] Relative { get; init; }

    public required string Decimal { get; init; }

    public required string Group { get; init; }

    public required string Minus { get; init; }

    public required string PercentSign { get; init; }

    /// <summary>The script's own digits; empty for 0 to 9.</summary>
    public required string Digits { get; init; }

    public required int MinGroup { get; init; }

    public required string Number { get; init; }

    public required string Percent { get; init; }

    public required string Currency { get; init; }

    public required Dictionary<string, string> Symbols { get; init; }
}

/// <summary>
/// The CLDR of the languages that previews format in. The programs run without culture data (<c>InvariantGlobalization</c>), and a preview
/// looks the same on every machine.
/// </summary>
internal static class Cldr
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Data> Read = new(Load);

    /// <summary>The data of a language tag, by its own name, then its parents; English for a language that is not there.</summary>
    internal static CldrLocale Of(string tag)
    {
        var locales = Read.Value.Locales;
        for (var name = Known(tag); name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('-'))])
        {
            if (locales.TryGetValue(name, out var found))
                return found;
        }

        return locales["en"];
    }

    /// <summary>Digits after the decimal separator of a currency.</summary>
    internal static int FractionDigits(string currency) => Read.Value.Fractions.GetValueOrDefault(currency, 2);

    private static string Known(string tag)
    {
        var name = tag.Replace('_', '-');
        return name.ToUpperInvariant() switch
        {
            "ZH-TW" or "ZH-HK" or "ZH-MO" => "zh-Hant",
            "NB" or "NB-NO" or "NN" or "NN-NO" => "no",
            _ when name.StartsWith("es-", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("ES", StringComparison.OrdinalIgnoreCase)
                && !Read.Value.Locales.ContainsKey(name) => "es-MX",
            _ => name,
        };
    }

    private static Data Load()
    {
        using var stream = typeof(Cldr).Assembly.GetManifestResourceStream("cldr.json")!;
        var raw = JsonSerializer.Deserialize<Raw>(stream, Options)!;
        return new Data(
            raw.Locales.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), raw.Fractions.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private sealed record Data(FrozenDictionary<string, CldrLocale> Locales, FrozenDictionary<string, int> Fractions);

    private sealed record Raw(Dictionary<string, CldrLocale> Locales, Dictionary<string, int> Fractions);
}
