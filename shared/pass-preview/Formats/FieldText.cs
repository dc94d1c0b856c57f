using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Passinstance.PassPreview.Formats;

/// <summary>
/// A field's value as Wallet shows it, by the formats of Apple's PassFieldContent and the CLDR of the language. A server does not know the
/// holder's time zone: a time is shown in the zone it was written with, which is the place's and mostly the holder's.
/// </summary>
public static class FieldText
{
    private const string StylePrefix = "PKDateStyle";

    /// <summary>Formats the value of a field of pass.json.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">Its value as a text, translated.</param>
    /// <param name="locale">The language tag.</param>
    /// <param name="now">For dates that are shown relative to today.</param>
    public static string Of(JsonElement field, string text, string locale, DateTimeOffset now)
    {
        var cldr = Cldr.Of(locale);
        var value = field.GetProperty("value");
        if (value.ValueKind == JsonValueKind.Number)
            return Number(value.GetRawText(), Text(field, "numberStyle"), Text(field, "currencyCode"), cldr);
        var (dateStyle, timeStyle) = (Style(field, "dateStyle"), Style(field, "timeStyle"));
        return (dateStyle.Length > 0 || timeStyle.Length > 0)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Date(date, dateStyle, timeStyle, IsTrue(field, "isRelative"), cldr, now)
            : text;
    }

    /// <summary>A number or an amount.</summary>
    /// <param name="literal">As it stands in JSON.</param>
    /// <param name="style">A <c>PKNumberStyle</c>; null for none.</param>
    /// <param name="currency">An ISO 4217 code; null for a plain number.</param>
    /// <param name="locale">The language tag.</param>
    public static string Number(string literal, string? style, string? currency, string locale) =>
        Number(literal, style, currency, Cldr.Of(locale));

    /// <summary>A day and time in the medium style; the text itself when it is no date.</summary>
    internal static string Moment(string text, string locale) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Date(date, "Medium", "Short", isRelative: false, Cldr.Of(locale), date) : text;

    private static string Number(string literal, string? style, string? currency, CldrLocale cldr)
    {
        if (!decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return literal;
        if (currency is not null)
        {
            var digits = Cldr.FractionDigits(currency);
            return Money(Patterned(number, cldr.Currency, digits, digits, cldr), currency, cldr);
        }

        return style switch
        {
            "PKNumberStylePercent" =>
                Math.Abs(number) < 1_000_000 ? Patterned(number * 100, cldr.Percent, 0, 0, cldr) : literal,
            "PKNumberStyleScientific" =>
                Localized(
                    number.ToString("0.#####E0", CultureInfo.InvariantCulture).Replace(".", cldr.Decimal, StringComparison.Ordinal), cldr),
            // Spelled out on the device only.
            "PKNumberStyleDecimal" or "PKNumberStyleSpellOut" => Patterned(number, cldr.Number, 0, 3, cldr),
            _ => Localized(literal.Replace(".", cldr.Decimal, StringComparison.Ordinal), cldr),
        };
    }

    private static string Money(string pattern, string currency, CldrLocale cldr)
    {
        var symbol = cldr.Symbols.GetValueOrDefault(currency, currency);
        var at = pattern.IndexOf('¤', StringComparison.Ordinal);
        // CLDR's currency spacing: letters never touch digits.
        var before = at > 0 && char.IsDigit(pattern[at - 1]) && char.IsLetter(symbol[0]) ? "\u00A0" : "";
        var after = at + 1 < pattern.Length && char.IsDigit(pattern[at + 1]) && char.IsLetter(symbol[^1]) ? "\u00A0" : "";
        return at < 0 ? pattern : pattern[..at] + before + symbol + after + pattern[(at + 1)..];
    }

    internal static string Patterned(decimal number, string pattern, int min, int max, CldrLocale cldr)
    {
        var parts = pattern.Split(';');
        var form = number < 0 && parts.Length > 1 ? parts[1] : parts[0];
        var first = form.IndexOfAny(['#', '0']);
        var last = form.LastIndexOfAny(['#', '0']);
        var digits = Grouped(Math.Abs(number), form[first..(last + 1)], min, max, cldr);
        var sign = number < 0 && parts.Length == 1 ? cldr.Minus : "";
        var prefix = form[..first].Replace("-", cldr.Minus, StringComparison.Ordinal);
        return sign + prefix + digits + form[(last + 1)..].Replace("%", cldr.PercentSign, StringComparison.Ordinal);
    }

    private static string Grouped(decimal number, string digits, int min, int max, CldrLocale cldr)
    {
        var text = number.ToString($"0.{new string('0', min)}{new string('#', max - min)}", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (text, "") : (text[..point], text[(point + 1)..]);
        var pattern = digits.Split('.')[0].Split(',');
        var grouped = new StringBuilder();
        if (pattern.Length < 2 || whole.Length < pattern[^1].Length + cldr.MinGroup)
        {
            grouped.Append(whole);
        }
        else
        {
            // Indian patterns have groups of two after the first of three.
            var (primary, secondary) = (pattern[^1].Length, pattern.Length > 2 ? pattern[^2].Length : pattern[^1].Length);
            for (var i = 0; i < whole.Length; i++)
            {
                var left = whole.Length - i;
                if (i > 0 && left >= primary && (left - primary) % secondary == 0)
                    grouped.Append(cldr.Group);
                grouped.Append(whole[i]);
            }
        }

        if (fraction.Length > 0)
            grouped.Append(cldr.Decimal).Append(fraction);
        return Localized(grouped.ToString(), cldr);
    }

    private static string Date(
        DateTimeOffset date, string dateStyle, string timeStyle, bool isRelative, CldrLocale cldr, DateTimeOffset now)
    {
        var style = IndexOf(dateStyle);
        var day = style < 0 ? "" : (isRelative ? Relative(date, cldr, now) : null) ?? Pattern(date, cldr.Date[style], cldr);
        var time = IndexOf(timeStyle) switch
        {
            < 0 => "",
            0 => Pattern(date, cldr.Time[0], cldr),
            _ => Pattern(date, cldr.Time[1], cldr),
        };
        if (day.Length == 0 || time.Length == 0)
            return day + time;
        return Unquoted(cldr.Join[style]).Replace("{1}", day, StringComparison.Ordinal).Replace("{0}", time, StringComparison.Ordinal);
    }

    private static string? Relative(DateTimeOffset date, CldrLocale cldr, DateTimeOffset now)
    {
        var days = (date.Date - now.ToOffset(date.Offset).Date).Days;
        if (days is < -1 or > 1)
            return null;
        var text = cldr.Relative[days + 1];
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    internal static string Pattern(DateTimeOffset date, string pattern, CldrLocale cldr)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c == '\'')
            {
                var end = pattern.IndexOf('\'', i + 1);
                text.Append(end == i + 1 ? "'" : pattern[(i + 1)..end]);
                i = end + 1;
                continue;
            }

            var count = 1;
            while (i + count < pattern.Length && pattern[i + count] == c)
                count++;
            text.Append(Part(date, c, count, cldr) ?? pattern[i..(i + count)]);
            i += count;
        }

        return text.ToString().Trim();
    }

    private static string? Part(DateTimeOffset date, char letter, int count, CldrLocale cldr)
    {
        string Digits(int number, int width) =>
            Localized(number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'), cldr);
        return letter switch
        {
            'y' => count == 2 ? Digits(date.Year % 100, 2) : Digits(date.Year, 1),
            'M' or 'L' => count switch
            {
                4 => letter == 'M' ? cldr.Months[date.Month - 1] : cldr.MonthsAlone[date.Month - 1],
                3 => cldr.MonthsShort[date.Month - 1],
                _ => Digits(date.Month, count),
            },
            'd' => Digits(date.Day, count),
            'E' or 'c' => count == 4 ? cldr.Days[(int)date.DayOfWeek] : cldr.DaysShort[(int)date.DayOfWeek],
            'H' => Digits(date.Hour, count),
            'h' => Digits(date.Hour % 12 == 0 ? 12 : date.Hour % 12, count),
            'm' => Digits(date.Minute, count),
            's' => Digits(date.Second, count),
            'a' or 'B' => cldr.Ampm[date.Hour < 12 ? 0 : 1],
            'G' or 'z' or 'v' => "",
            _ => null,
        };
    }

    private static string Unquoted(string pattern) => pattern.Replace("'", "", StringComparison.Ordinal);

    private static string Localized(string digits, CldrLocale cldr) => cldr.Digits.Length == 0
        ? digits
        : string.Concat(digits.Select(c => char.IsAsciiDigit(c) ? cldr.Digits[c - '0'] : c));

    private static int IndexOf(string style) => Array.IndexOf(["Short", "Medium", "Long", "Full"], style);

    private static string Style(JsonElement field, string member) =>
        Text(field, member) is { } style && style.StartsWith(StylePrefix, StringComparison.Ordinal) ? style[StylePrefix.Length..] : "";

    private static string? Text(JsonElement field, string member) =>
        field.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool IsTrue(JsonElement field, string member) =>
        field.TryGetProperty(member, out var flag) && flag.ValueKind == JsonValueKind.True;
}
