using System.Globalization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>
/// What a field formats its value as. A device opens no pass in which a text stands beside a currency, or a number beside a date style.
/// </summary>
internal static class FieldFormat
{
    /// <summary>The members of pass.json that format a value; without them any value is shown as it is.</summary>
    public static readonly string[] Members = ["currencyCode", "numberStyle", "dateStyle", "timeStyle", "ignoresTimeZone", "isRelative"];

    public static bool IsNumber(PassField field) => (field.CurrencyCode ?? field.NumberStyle) is not null;

    public static bool IsDate(PassField field) => (field.DateStyle ?? field.TimeStyle) is not null;

    /// <summary>Whether the field can format a value.</summary>
    public static bool Fits(PassField field, PassValue value) =>
        (!IsNumber(field) || IsFinite(value)) && (!IsDate(field) || (!value.IsNumber && IsoDate.TryParse(value.Text, out _)));

    /// <summary>Whether a value is a number that a double holds.</summary>
    public static bool IsFinite(PassValue value) => value.IsNumber
        && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    /// <summary>A value as it is written: a date of a field that shows dates has no fraction of a second.</summary>
    public static PassValue Written(PassField field, PassValue value) =>
        IsDate(field) && !value.IsNumber ? PassValue.FromText(IsoDate.WithoutFraction(value.Text)) : value;

    /// <summary>The field without a format that its own value does not fit, and at most one format of numbers.</summary>
    public static PassField Fitting(PassField field) => field.Value is { } value && !Fits(field, value) ? Unformatted(field)
        : field with
        {
            NumberStyle = field.CurrencyCode is null ? field.NumberStyle : null,
            Value = field.Value is { } own ? Written(field, own) : null,
        };

    private static PassField Unformatted(PassField field) => field with
    {
        CurrencyCode = null,
        NumberStyle = null,
        DateStyle = null,
        TimeStyle = null,
        IgnoresTimeZone = null,
        IsRelative = null,
    };
}
