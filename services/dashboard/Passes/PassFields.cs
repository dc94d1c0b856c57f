using Passinstance.Client;

namespace Passinstance.Dashboard.Passes;

/// <summary>A field that a person fills in.</summary>
/// <param name="Key">Its key in the template.</param>
/// <param name="Label">What the pass calls it.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Sample">The template's own value.</param>
/// <param name="IsNumber">Whether its value is a number.</param>
public sealed record PassFieldInput(string Key, string Label, string Place, string? Sample, bool IsNumber);

/// <summary>The form of a pass, made from its template.</summary>
public static class PassFields
{
    /// <summary>The fields of a template in the order in which the pass shows them.</summary>
    public static IReadOnlyList<PassFieldInput> Of(PassLayout? layout)
    {
        if (layout is null)
            return [];
        return
        [
            .. From(layout.HeaderFields, Key("Header fields")), .. From(layout.PrimaryFields, Key("Primary fields")),
            .. From(layout.SecondaryFields, Key("Secondary fields")),
            .. From(layout.AuxiliaryFields, Key("Auxiliary fields")), .. From(layout.AdditionalInfoFields, Key("Additional fields")),
            .. From(layout.FooterFields, Key("Footer fields")), .. From(layout.BackFields, Key("Back fields")),
        ];
    }

    /// <summary>What a person typed as the API takes it: a number where the template has one.</summary>
    public static object ValueOf(PassFieldInput field, string text) =>
        field.IsNumber && decimal.TryParse(
            text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number : text;

    private static IEnumerable<PassFieldInput> From(IReadOnlyList<PassField>? fields, string place) =>
        (fields ?? []).Where(field => field.Key is not null).Select(field => new PassFieldInput(
            field.Key!, string.IsNullOrWhiteSpace(field.Label) ? field.Key! : field.Label, place, Components.Words.OfAny(field.Value),
            field.NumberStyle is not null || field.CurrencyCode is not null));
}
