namespace Passinstance.Wallet.Model;

/// <summary>
/// Asks the holder to sign up for a rewards program when adding the pass. Requires an image named <c>personalizationLogo</c>, <c>nfc</c>
/// and the pass type <c>storeCard</c>; otherwise iOS ignores it.
/// </summary>
public sealed record PassPersonalization
{
    /// <summary>What the holder signs up for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The data that the holder enters.</summary>
    [ConstantsOf(typeof(PersonalizationField))]
    public IReadOnlyList<string> RequiredPersonalizationFields { get; init; } = [];

    /// <summary>The terms, with links as HTML.</summary>
    public string? TermsAndConditions { get; init; }
}

/// <summary>Values of <see cref="PassPersonalization.RequiredPersonalizationFields"/>.</summary>
public static class PersonalizationField
{
    /// <summary>Given and family name.</summary>
    public const string Name = "PKPassPersonalizationFieldName";

    /// <summary>Postal code.</summary>
    public const string PostalCode = "PKPassPersonalizationFieldPostalCode";

    /// <summary>Email address.</summary>
    public const string EmailAddress = "PKPassPersonalizationFieldEmailAddress";

    /// <summary>Telephone number.</summary>
    public const string PhoneNumber = "PKPassPersonalizationFieldPhoneNumber";
}
