namespace Passinstance.Wallet.Model;

/// <summary>
/// Which fields a pass shows and where. The template gives each field its key, label and format; the pass gives the values.
/// A field with neither a value in the pass nor a default in the template is left out of that pass.
/// </summary>
public sealed record PassLayout
{
    /// <summary>Shown at the top, also when the pass is in a stack. At most 3 (1 in a poster generic pass).</summary>
    public IReadOnlyList<PassField>? HeaderFields { get; init; }

    /// <summary>The most important: 1; 2 in a boarding pass (from and to); 4 in a poster generic pass.</summary>
    public IReadOnlyList<PassField>? PrimaryFields { get; init; }

    /// <summary>Shown below the primary fields. At most 4.</summary>
    public IReadOnlyList<PassField>? SecondaryFields { get; init; }

    /// <summary>Shown below the secondary fields (above them in a boarding pass). At most 4; 5 in a boarding pass.</summary>
    public IReadOnlyList<PassField>? AuxiliaryFields { get; init; }

    /// <summary>Shown on the back, as many as needed.</summary>
    public IReadOnlyList<PassField>? BackFields { get; init; }

    /// <summary>Shown below an event ticket (iOS 18) or poster generic pass (iOS 27).</summary>
    public IReadOnlyList<PassField>? AdditionalInfoFields { get; init; }

    /// <summary>Shown at the foot of a poster generic pass (iOS 27). At most 2.</summary>
    public IReadOnlyList<PassField>? FooterFields { get; init; }
}

/// <summary>One field of a layout; the names are those of Apple's PassFieldContent.</summary>
public sealed record PassField
{
    /// <summary>The field's name, unique in the pass. A pass gives its values by this key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The label, unless the pass gives one.</summary>
    public string? Label { get; init; }

    /// <summary>The value, unless the pass gives one.</summary>
    public PassValue? Value { get; init; }

    /// <summary>The value as text with <c>a</c> elements; shown instead of the value. Not on Apple Watch.</summary>
    public string? AttributedValue { get; init; }

    /// <summary>The alert when the value changes. Must contain <c>%@</c>, where the new value stands.</summary>
    public string? ChangeMessage { get; init; }

    /// <summary>ISO 4217 code; the value is then an amount.</summary>
    public string? CurrencyCode { get; init; }

    /// <summary>What iOS looks for in a back field's value: see <see cref="DataDetectorType"/>. An empty list turns it off.</summary>
    public IReadOnlyList<string>? DataDetectorTypes { get; init; }

    /// <summary>How to show the date: see <see cref="DateTimeStyle"/>.</summary>
    public string? DateStyle { get; init; }

    /// <summary>How to show the time: see <see cref="DateTimeStyle"/>.</summary>
    public string? TimeStyle { get; init; }

    /// <summary>Shows the time as written rather than in the device's time zone.</summary>
    public bool? IgnoresTimeZone { get; init; }

    /// <summary>Shows the date relative to now ("tomorrow").</summary>
    public bool? IsRelative { get; init; }

    /// <summary>How to show the number: see <see cref="Passinstance.Wallet.Model.NumberStyle"/>.</summary>
    public string? NumberStyle { get; init; }

    /// <summary>Alignment, not for primary and back fields: see <see cref="Passinstance.Wallet.Model.TextAlignment"/>.</summary>
    public string? TextAlignment { get; init; }

    /// <summary>The auxiliary row of an event ticket: 0 or 1.</summary>
    public int? Row { get; init; }

    /// <summary>What the field means to the system.</summary>
    public SemanticTags? Semantics { get; init; }
}
