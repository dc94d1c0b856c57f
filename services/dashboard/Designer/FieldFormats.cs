using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Designer;

/// <summary>What a field shows, as a person chooses it: one choice instead of five members.</summary>
internal static class FieldFormats
{
    internal static IReadOnlyList<(string Value, string Text)> Choices { get; } =
    [
        ("text", Key("Text")), ("date", Key("Date")), ("time", Key("Time")), ("moment", Key("Date and time")),
        ("relative", Key("Date, relative to today")), ("number", Key("Number")), ("percent", Key("Percentage")),
        ("EUR", Key("Amount in {0}")), ("USD", Key("Amount in {0}")), ("GBP", Key("Amount in {0}")),
    ];

    internal static string Of(PassField field) => field switch
    {
        { CurrencyCode: { } currency } => currency,
        { NumberStyle: NumberStyle.Percent } => "percent",
        { NumberStyle: not null } => "number",
        { IsRelative: true } => "relative",
        { DateStyle: not null and not DateTimeStyle.None, TimeStyle: not null and not DateTimeStyle.None } => "moment",
        { DateStyle: not null and not DateTimeStyle.None } => "date",
        { TimeStyle: not null } => "time",
        _ => "text",
    };

    /// <summary>The choices, and the currency that the field has already.</summary>
    internal static IReadOnlyList<(string Value, string Text)> For(PassField field) =>
    [
        .. Choices.Select(choice => (choice.Value, T(choice.Text, choice.Value))),
        .. field.CurrencyCode is { } currency && Choices.All(choice => choice.Value != currency)
            ? (IEnumerable<(string, string)>)[(currency, T("Amount in {0}", currency))] : [],
    ];

    internal static PassField Apply(PassField field, string format)
    {
        var plain = field with
        {
            CurrencyCode = null,
            NumberStyle = null,
            DateStyle = null,
            TimeStyle = null,
            IsRelative = null,
            IgnoresTimeZone = null,
            Value = format == Of(field) ? field.Value : null,
        };
        return format switch
        {
            "text" => plain with { Value = field.Value is { IsNumber: false } ? field.Value : null },
            "number" => plain with { NumberStyle = NumberStyle.Decimal },
            "percent" => plain with { NumberStyle = NumberStyle.Percent },
            "date" => plain with { DateStyle = DateTimeStyle.Medium, TimeStyle = DateTimeStyle.None, IgnoresTimeZone = true },
            "time" => plain with { DateStyle = DateTimeStyle.None, TimeStyle = DateTimeStyle.Short, IgnoresTimeZone = true },
            "moment" => plain with { DateStyle = DateTimeStyle.Medium, TimeStyle = DateTimeStyle.Short, IgnoresTimeZone = true },
            "relative" => plain with { DateStyle = DateTimeStyle.Medium, TimeStyle = DateTimeStyle.None, IsRelative = true },
            _ => plain with { CurrencyCode = format },
        };
    }

    /// <summary>Whether the value is a date, a time or both.</summary>
    internal static bool IsMoment(PassField field) => Of(field) is "date" or "time" or "moment" or "relative";

    /// <summary>A date with an offset as the browser's own field for dates shows it.</summary>
    internal static string? ToInput(string? text) =>
        text is { Length: > MinutesLength } && text[MinutesLength] is ':' or '+' or '-' or 'Z' ? text[..MinutesLength] : text;

    /// <summary>What the browser's own field for dates gives, as a date with an offset. Blazor's script adds the seconds.</summary>
    internal static string? FromInput(string? text) => text switch
    {
        { Length: MinutesLength } => $"{text}:00Z",
        { Length: SecondsLength } => $"{text}Z",
        _ => text,
    };

    // 2027-05-04T18:30
    private const int MinutesLength = 16;
    private const int SecondsLength = 19;

    /// <summary>What a person typed as the value of a field.</summary>
    internal static PassValue? ValueOf(PassField field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return (field.CurrencyCode ?? field.NumberStyle) is not null
            && decimal.TryParse(
                text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? PassValue.FromNumber(number) : PassValue.FromText(text);
    }
}
