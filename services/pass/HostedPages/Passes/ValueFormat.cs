using System.Globalization;
using System.Text.Json;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>
/// Formats a field's value as Wallet does, by the formats of Apple's PassFieldContent. The programs have no culture data
/// (<c>InvariantGlobalization</c>), so the two languages are here. A server does not know the visitor's time zone: a time is shown in the
/// zone it was written with, which is named unless the field ignores it.
/// </summary>
internal static class ValueFormat
{
    private const string StylePrefix = "PKDateStyle";

    private static readonly string[] EnglishMonths =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    private static readonly string[] FrenchMonths =
    [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ];

    private static readonly string[] FrenchShortMonths =
    [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ];

    private static readonly string[] FrenchDays = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];

    private static readonly Dictionary<string, string> Symbols = new(StringComparer.Ordinal)
    {
        ["USD"] = "$",
        ["EUR"] = "€",
        ["GBP"] = "£",
        ["JPY"] = "¥",
        ["INR"] = "₹",
        ["KRW"] = "₩",
        ["ILS"] = "₪",
        ["VND"] = "₫",
        ["BRL"] = "R$",
        ["CAD"] = "CA$",
        ["AUD"] = "A$",
    };

    private static readonly string[] WithoutFraction = ["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "UGX"];

    internal static string Show(JsonElement field, string text, Wording words, DateTimeOffset now)
    {
        var value = field.GetProperty("value");
        var (dateStyle, timeStyle) = (Style(field, "dateStyle"), Style(field, "timeStyle"));
        if (value.ValueKind == JsonValueKind.Number)
            return Number(value.GetRawText(), Text(field, "numberStyle"), Text(field, "currencyCode"), words.Language == "fr");
        return (dateStyle.Length > 0 || timeStyle.Length > 0) &&
               DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? Date(date, dateStyle, timeStyle, IsTrue(field, "ignoresTimeZone"), IsTrue(field, "isRelative"), words, now)
            : text;
    }

    internal static string Number(string literal, string? style, string? currency, bool french)
    {
        if (!decimal.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return literal;
        if (currency is not null)
            return Amount(number, currency, french);
        return style switch
        {
            "PKNumberStylePercent" =>
                Math.Abs(number) < 1_000_000 ? Grouped(number * 100, 0, 0, french) + (french ? "\u202F%" : "%") : literal,
            "PKNumberStyleScientific" => number.ToString("0.#####E0", CultureInfo.InvariantCulture).Replace('.', french ? ',' : '.'),
            // Spelled out on the device only.
            "PKNumberStyleDecimal" or "PKNumberStyleSpellOut" => Grouped(number, 0, 3, french),
            _ => french ? literal.Replace('.', ',') : literal,
        };
    }

    private static string Amount(decimal number, string currency, bool french)
    {
        var digits = WithoutFraction.Contains(currency, StringComparer.Ordinal) ? 0 : 2;
        var amount = Grouped(Math.Abs(number), digits, digits, french);
        var sign = number < 0 ? "-" : "";
        if (french)
        {
            var name = currency switch { "USD" => "$US", "EUR" or "GBP" or "JPY" => Symbols[currency], _ => currency };
            return $"{sign}{amount}\u00A0{name}";
        }

        return Symbols.TryGetValue(currency, out var symbol) ? $"{sign}{symbol}{amount}" : $"{sign}{currency}\u00A0{amount}";
    }

    private static string Grouped(decimal number, int min, int max, bool french)
    {
        var text = number.ToString($"#,##0.{new string('0', min)}{new string('#', max - min)}", CultureInfo.InvariantCulture);
        return french ? text.Replace(',', '\u202F').Replace('.', ',') : text;
    }

    private static string Date(
        DateTimeOffset date, string dateStyle, string timeStyle, bool ignoresTimeZone, bool isRelative, Wording words, DateTimeOffset now)
    {
        var french = words.Language == "fr";
        var relative = isRelative ? Relative(date, words, now) : null;
        var day = dateStyle is "" or "None" ? "" : relative ?? (french ? FrenchDay(date, dateStyle) : EnglishDay(date, dateStyle));
        var time = timeStyle is "" or "None" ? "" : Time(date, timeStyle, french) + (ignoresTimeZone ? "" : Zone(date));
        if (day.Length == 0 || time.Length == 0)
            return day + time;
        var joint = (french, dateStyle) switch
        {
            (false, "Long" or "Full") => " at ",
            (false, _) => ", ",
            (true, "Short") => " ",
            (true, _) => " à ",
        };
        return day + joint + time;
    }

    private static string? Relative(DateTimeOffset date, Wording words, DateTimeOffset now) =>
        (date.Date - now.ToOffset(date.Offset).Date).Days switch
        {
            0 => words.Today,
            1 => words.Tomorrow,
            -1 => words.Yesterday,
            _ => null,
        };

    private static string EnglishDay(DateTimeOffset date, string style)
    {
        var month = EnglishMonths[date.Month - 1];
        return style switch
        {
            "Short" => string.Create(CultureInfo.InvariantCulture, $"{date.Month}/{date.Day}/{date.Year % 100:00}"),
            "Medium" => string.Create(CultureInfo.InvariantCulture, $"{month[..3]} {date.Day}, {date.Year}"),
            "Full" => string.Create(CultureInfo.InvariantCulture, $"{date.DayOfWeek}, {month} {date.Day}, {date.Year}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{month} {date.Day}, {date.Year}"),
        };
    }

    private static string FrenchDay(DateTimeOffset date, string style)
    {
        var day = date.Day == 1 && style != "Medium" ? "1er" : date.Day.ToString(CultureInfo.InvariantCulture);
        return style switch
        {
            "Short" => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
            "Medium" => string.Create(CultureInfo.InvariantCulture, $"{day} {FrenchShortMonths[date.Month - 1]} {date.Year}"),
            "Full" => string.Create(
            CultureInfo.InvariantCulture, $"{FrenchDays[(int)date.DayOfWeek]} {day} {FrenchMonths[date.Month - 1]} {date.Year}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{day} {FrenchMonths[date.Month - 1]} {date.Year}"),
        };
    }

    private static string Time(DateTimeOffset date, string style, bool french) => date.ToString(
        (style == "Short", french) switch
        {
            (true, true) => "HH:mm",
            (false, true) => "HH:mm:ss",
            (true, false) => "h:mm tt",
            (false, false) => "h:mm:ss tt",
        },
        CultureInfo.InvariantCulture);

    private static string Zone(DateTimeOffset date)
    {
        if (date.Offset == TimeSpan.Zero)
            return " UTC";
        var sign = date.Offset < TimeSpan.Zero ? '−' : '+';
        var (hours, minutes) = (Math.Abs(date.Offset.Hours), Math.Abs(date.Offset.Minutes));
        return string.Create(CultureInfo.InvariantCulture, $" UTC{sign}{hours}{(minutes == 0 ? "" : $":{minutes:00}")}");
    }

    private static string Style(JsonElement field, string member) =>
        Text(field, member) is { } style && style.StartsWith(StylePrefix, StringComparison.Ordinal) ? style[StylePrefix.Length..] : "";

    private static string? Text(JsonElement field, string member) =>
        field.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool IsTrue(JsonElement field, string member) =>
        field.TryGetProperty(member, out var flag) && flag.ValueKind == JsonValueKind.True;
}
