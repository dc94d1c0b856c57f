using System.Globalization;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>A value must be what its field's format formats: an amount, a number or a date. Wallet refuses the pass otherwise.</summary>
internal static class FieldValueRules
{
    public static void Check(PassField field, PassValue value, string pointer, FindingList findings)
    {
        if ((field.CurrencyCode is not null || field.NumberStyle is not null) && !value.IsNumber)
        {
            findings.Error(pointer, "not_a_number",
                $"\"{field.Key}\" is shown as an amount or number: give the value as a JSON number, not as a text.");
        }
        else if ((field.DateStyle ?? field.TimeStyle) is not null && (value.IsNumber || !IsoDate.TryParse(value.Text, out _)))
        {
            findings.Error(pointer, "not_a_date",
                $"\"{field.Key}\" is shown as a date: give the value in ISO 8601 with an offset, such as 2026-12-15T19:00:00+01:00.");
        }

        if (value.IsNumber && !double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            findings.Error(pointer, "not_a_number", "Write a number within the range of a double.");
    }
}
