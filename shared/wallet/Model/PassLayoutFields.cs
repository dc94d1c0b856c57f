namespace Passinstance.Wallet.Model;

/// <summary>Walks the fields of a layout, group by group in the order they are shown.</summary>
internal static class PassLayoutFields
{
    /// <summary>Every field with the name of its group and its index there.</summary>
    public static IEnumerable<(string Group, int Index, PassField Field)> All(PassLayout? layout)
    {
        if (layout is null)
            return [];
        return Named(layout).SelectMany(group => (group.Fields ?? []).Select((field, index) => (group.Name, index, field)));
    }

    /// <summary>The same layout with each field replaced.</summary>
    public static PassLayout Map(PassLayout layout, Func<PassField, PassField> replace)
    {
        IReadOnlyList<PassField>? Each(IReadOnlyList<PassField>? fields) => fields is null ? null : [.. fields.Select(replace)];
        return new PassLayout
        {
            HeaderFields = Each(layout.HeaderFields),
            PrimaryFields = Each(layout.PrimaryFields),
            SecondaryFields = Each(layout.SecondaryFields),
            AuxiliaryFields = Each(layout.AuxiliaryFields),
            BackFields = Each(layout.BackFields),
            AdditionalInfoFields = Each(layout.AdditionalInfoFields),
            FooterFields = Each(layout.FooterFields),
        };
    }

    /// <summary>The groups by their names in JSON.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<PassField>? Fields)> Named(PassLayout layout) =>
    [
        ("headerFields", layout.HeaderFields),
        ("primaryFields", layout.PrimaryFields),
        ("secondaryFields", layout.SecondaryFields),
        ("auxiliaryFields", layout.AuxiliaryFields),
        ("backFields", layout.BackFields),
        ("additionalInfoFields", layout.AdditionalInfoFields),
        ("footerFields", layout.FooterFields),
    ];
}
