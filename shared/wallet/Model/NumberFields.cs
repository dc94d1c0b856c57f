using System.Globalization;

namespace Passinstance.Wallet.Model;

/// <summary>
/// Fields that a template shows as an amount or a number. A source that has texts only, such as CSV, reads their values by this.
/// </summary>
public static class NumberFields
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The keys of a template's number fields.</summary>
    /// <param name="template">The template.</param>
    public static IReadOnlySet<string> Of(WalletTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return PassLayoutFields.All(template.Layout).Concat(PassLayoutFields.All(template.PosterGeneric))
            .Where(placed => FieldFormat.IsNumber(placed.Field)).Select(placed => placed.Field.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>A text as a number with its digits: <c>12.50</c>, <c>-3</c>, <c>007</c>; null for any other text.</summary>
    /// <param name="text">Digits with a point, without a unit and without groups.</param>
    public static decimal? Read(string text) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : null;
}
