using System.Globalization;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Values as Google shows them: it has no number or currency styles, so that the text is made here.</summary>
internal static class GoogleValue
{
    private const decimal MicrosInUnit = 1_000_000;

    public static string Text(ShownField field)
    {
        if (field.Layout is not { } layout)
            return field.Value.Text;
        if (field.Value.IsNumber)
        {
            return layout.CurrencyCode is { } currency ? $"{field.Value.Text} {currency}"
                : layout.NumberStyle == NumberStyle.Percent
                    && decimal.TryParse(field.Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
                    ? $"{(share * 100).ToString("0.####", CultureInfo.InvariantCulture)} %" : field.Value.Text;
        }

        return (layout.DateStyle ?? layout.TimeStyle) is not null && IsoDate.TryParse(field.Value.Text, out var date)
            ? Date(date, layout) : field.Value.Text;
    }

    /// <summary>A date that reads the same in every language, as the clock at the place shows it.</summary>
    private static string Date(DateTimeOffset date, PassField layout)
    {
        var day = layout.DateStyle is null or DateTimeStyle.None ? "" : "yyyy-MM-dd";
        var time = layout.TimeStyle is null or DateTimeStyle.None ? "" : "HH:mm";
        var format = $"{day} {time}".Trim();
        return format.Length == 0 ? "" : date.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>An amount as <c>Money</c>; null when the field is not one.</summary>
    public static JsonObject? Money(ShownField field)
    {
        if (field.Layout?.CurrencyCode is not { } currency
            || !decimal.TryParse(field.Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            || Math.Abs(amount) > long.MaxValue / MicrosInUnit)
        {
            return null;
        }

        var micros = decimal.Truncate(amount * MicrosInUnit).ToString("0", CultureInfo.InvariantCulture);
        return new JsonObject { ["currencyCode"] = currency, ["micros"] = micros };
    }
}
