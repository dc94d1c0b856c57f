using System.Globalization;
using System.Text.Json.Nodes;

namespace Passinstance.Wallet.Google;

/// <summary>Values as Google shows them: it has no number or currency styles, so that the text is made here.</summary>
internal static class GoogleValue
{
    private const decimal MicrosInUnit = 1_000_000;

    public static string Text(ShownField field) => field.Layout?.CurrencyCode is { } currency && field.Value.IsNumber ? $"{field.Value.Text} {currency}" : field.Value.Text;

    /// <summary>An amount as <c>Money</c>; null when the field is not one.</summary>
    public static JsonObject? Money(ShownField field)
    {
        if (field.Layout?.CurrencyCode is not { } currency
            || !decimal.TryParse(field.Value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount)
            || Math.Abs(amount) > long.MaxValue / MicrosInUnit)
        {
            return null;
        }

        return new JsonObject { ["currencyCode"] = currency, ["micros"] = decimal.Truncate(amount * MicrosInUnit).ToString("0", CultureInfo.InvariantCulture) };
    }
}
