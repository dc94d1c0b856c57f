using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>
/// A value must be what its field's format formats: an amount, a number or a date. Devices do not open the pass otherwise.
/// </summary>
internal static class FieldValueRules
{
    public static void Check(PassField field, PassValue value, string pointer, FindingList findings)
    {
        if (FieldFormat.IsNumber(field) && !value.IsNumber)
        {
            findings.Error(pointer, "not_a_number",
                $"\"{field.Key}\" is shown as an amount or number: give the value as a JSON number such as 12.5, not as a text; in CSV "
                + "with a point, without a unit and without groups.");
        }
        else if (FieldFormat.IsDate(field) && !FieldFormat.IsNumber(field) && !FieldFormat.Fits(field, value))
        {
            findings.Error(pointer, "not_a_date",
                $"\"{field.Key}\" is shown as a date: give the value in ISO 8601 with an offset, such as 2026-12-15T19:00:00+01:00.");
        }

        CheckNumber(value, pointer, findings);
    }

    /// <summary>A number must be one that a double holds, also in a field without a format.</summary>
    public static void CheckNumber(PassValue value, string pointer, FindingList findings)
    {
        if (value.IsNumber && !FieldFormat.IsFinite(value))
            findings.Error(pointer, "not_a_number", "Write a number within the range of a double.");
    }
}
