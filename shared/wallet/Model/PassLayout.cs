namespace Passinstance.Wallet.Model;

/// <summary>
/// Which fields a pass shows and where. The template defines each field's key, label and format; the pass has the values. A field with
/// neither a value in the pass nor a default value in the template is omitted.
/// </summary>
public sealed record PassLayout
{
    /// <summary>Shown at the top, even when passes are stacked. At most 3 (1 in a poster generic pass).</summary>
    public IReadOnlyList<PassField>? HeaderFields { get; init; }

    /// <summary>The most important fields: 1; 2 in a boarding pass (origin and destination); 4 in a poster generic pass.</summary>
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

/// <summary>A field of a layout; the names are those of Apple's PassFieldContent.</summary>
public sealed record PassField
{
    /// <summary>The field's key, unique within the pass. A pass refers to the field by this key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The default label.</summary>
    public string? Label { get; init; }

    /// <summary>The default value.</summary>
    public PassValue? Value { get; init; }

    /// <summary>The value with HTML links (<c>a</c> elements); shown instead of the value, except on Apple Watch.</summary>
    public string? AttributedValue { get; init; }

    /// <summary>
    /// The alert when the value changes. Must contain <c>%@</c>, which is replaced by the new value. A change that a device fetches
    /// together with a push message is not shown on the lock screen.
    /// </summary>
    public string? ChangeMessage { get; init; }

    /// <summary>ISO 4217 code; the value is then an amount.</summary>
    public string? CurrencyCode { get; init; }

    /// <summary>
    /// What iOS detects in a back field's value: any of these. An empty list turns detection off.
    /// </summary>
    [ConstantsOf(typeof(DataDetectorType))]
    public IReadOnlyList<string>? DataDetectorTypes { get; init; }

    /// <summary>How the date is shown.</summary>
    [ConstantsOf(typeof(DateTimeStyle))]
    public string? DateStyle { get; init; }

    /// <summary>How the time is shown.</summary>
    [ConstantsOf(typeof(DateTimeStyle))]
    public string? TimeStyle { get; init; }

    /// <summary>Shows the time as written rather than in the device's time zone.</summary>
    public bool? IgnoresTimeZone { get; init; }

    /// <summary>Shows the date relative to now ("tomorrow").</summary>
    public bool? IsRelative { get; init; }

    /// <summary>How the number is shown.</summary>
    [ConstantsOf(typeof(NumberStyle))]
    public string? NumberStyle { get; init; }

    /// <summary>Alignment; not for primary and back fields.</summary>
    [ConstantsOf(typeof(TextAlignment))]
    public string? TextAlignment { get; init; }

    /// <summary>The auxiliary row of an event ticket: 0 or 1.</summary>
    public int? Row { get; init; }

    /// <summary>Machine-readable meaning of the field.</summary>
    public SemanticTags? Semantics { get; init; }
}
