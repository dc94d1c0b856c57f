using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

/// <summary>
/// What all passes of a kind have in common, for both wallets. Only the description, the style and the identity are needed;
/// everything else has a default. The names are Apple's where Apple has one.
/// </summary>
public record WalletTemplate
{
    /// <summary>What the pass is, for VoiceOver and search.</summary>
    public string Description { get; init; } = "";

    /// <summary>The style.</summary>
    public PassType? PassType { get; init; }

    /// <summary>Who issues the pass; shown with notifications.</summary>
    public string OrganizationName { get; init; } = "";

    /// <summary>The Apple developer team. Must equal the certificate's.</summary>
    public string TeamIdentifier { get; init; } = "";

    /// <summary>The Pass Type ID. Must equal the certificate's.</summary>
    public string PassTypeIdentifier { get; init; } = "";

    /// <summary>Background color, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>Color of the values, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? ForegroundColor { get; init; }

    /// <summary>Color of the labels, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? LabelColor { get; init; }

    /// <summary>Color of the strip, as <c>#rrggbb</c> or <c>#rgb</c>. Not documented by Apple.</summary>
    public string? StripColor { get; init; }

    /// <summary>Color of the footer of a poster event ticket, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? FooterBackgroundColor { get; init; }

    /// <summary>Text beside the logo. Not in poster event tickets.</summary>
    public string? LogoText { get; init; }

    /// <summary>Text in place of the logo in poster event tickets (iOS 18.1).</summary>
    public string? EventLogoText { get; init; }

    /// <summary>Which fields are shown where. Default: all fields in the default positions.</summary>
    public PassLayout? Layout { get; init; }

    /// <summary>The means of transport of a boarding pass.</summary>
    [ConstantsOf(typeof(TransitType))]
    public string? TransitType { get; init; }

    /// <summary>Settings of the barcodes.</summary>
    public TemplateBarcode? Barcode { get; init; }

    /// <summary>The NFC payload and its key.</summary>
    public PassNfc? Nfc { get; init; }

    /// <summary>Where passes are relevant, at most 10. A pass may override them.</summary>
    public IReadOnlyList<PassLocation>? Locations { get; init; }

    /// <summary>Beacons near which passes are relevant. A pass may override them.</summary>
    public IReadOnlyList<PassBeacon>? Beacons { get; init; }

    /// <summary>
    /// Distance from a location, in meters, within which the pass is relevant; the system's own limit applies if it is smaller.
    /// </summary>
    public double? MaxDistance { get; init; }

    /// <summary>When passes are relevant. A pass may override it.</summary>
    public IReadOnlyList<RelevantDate>? RelevantDates { get; init; }

    /// <summary>Machine-readable facts. A pass's own tags override these.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>Newer designs to prefer.</summary>
    [ConstantsOf(typeof(StyleScheme))]
    public IReadOnlyList<string>? PreferredStyleSchemes { get; init; }

    /// <summary>The fields of the poster generic design (iOS 27), beside the older style that <see cref="PassType"/> names.</summary>
    public PassLayout? PosterGeneric { get; init; }

    /// <summary>Buttons of a poster generic pass (iOS 27). At most 2.</summary>
    public IReadOnlyList<FeaturedAction>? FeaturedActions { get; init; }

    /// <summary>Upcoming events of a poster event ticket (iOS 26). A pass may override them.</summary>
    public IReadOnlyList<UpcomingPassInformationEntry>? UpcomingPassInformation { get; init; }

    /// <summary>Links of poster event tickets and semantic boarding passes.</summary>
    public PassLinks? Urls { get; init; }

    /// <summary>Sign-up for a rewards program when the pass is added.</summary>
    public PassPersonalization? Personalization { get; init; }

    /// <summary>Removes the shine effect from the strip image; Apple's default is true.</summary>
    public bool? SuppressStripShine { get; init; }

    /// <summary>Prevents the header of a poster event ticket from being darkened.</summary>
    public bool? SuppressHeaderDarkening { get; init; }

    /// <summary>Derives the colors of a poster event ticket from its artwork.</summary>
    public bool? UseAutomaticColors { get; init; }

    /// <summary>Hides the option to share the pass.</summary>
    public bool? SharingProhibited { get; init; }

    /// <summary>Groups boarding passes or event tickets in Wallet. A pass may override it.</summary>
    public string? GroupingIdentifier { get; init; }

    /// <summary>The URL passed to the app; requires <see cref="AssociatedStoreIdentifiers"/>.</summary>
    [JsonPropertyName("appLaunchURL")]
    public string? AppLaunchUrl { get; init; }

    /// <summary>App Store identifiers of your apps.</summary>
    public IReadOnlyList<long>? AssociatedStoreIdentifiers { get; init; }

    /// <summary>App Store identifiers of apps to suggest with a poster event ticket.</summary>
    public IReadOnlyList<long>? AuxiliaryStoreIdentifiers { get; init; }

    /// <summary>Any JSON for your own app. A pass may override it.</summary>
    public JsonElement? UserInfo { get; init; }

    /// <summary>The field that shows the latest message to holders.</summary>
    public MessageField? MessageField { get; init; }

    /// <summary>How hosted pages distribute passes.</summary>
    public PassFlow? PassFlow { get; init; }

    /// <summary>
    /// Translations by language (<c>en</c>, <c>zh-Hans</c>), then by the text in the pass. A text without a translation in a language is
    /// shown unchanged in that language.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Localizations { get; init; }

    /// <summary>Language of the template's own texts. Default: <c>en</c>.</summary>
    public string? DefaultLanguage { get; init; }

    /// <summary>Settings for Google Wallet only.</summary>
    public GoogleTemplate? Google { get; init; }

    /// <summary>
    /// Keys added to pass.json unchanged, for Apple features that the API does not have yet. Each causes a warning; keys that the API has
    /// are rejected.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }
}

/// <summary>The back field that shows messages to holders: Apple Wallet can show a text only as the change of a field.</summary>
public sealed record MessageField
{
    /// <summary>The key used when a template names none.</summary>
    public const string DefaultKey = "message";

    /// <summary>The field's key. A field of the layout with this key is used in its position.</summary>
    public string Key { get; init; } = DefaultKey;

    /// <summary>The label above the message.</summary>
    public string? Label { get; init; }

    /// <summary>The value before the first message.</summary>
    public string? Value { get; init; }
}
