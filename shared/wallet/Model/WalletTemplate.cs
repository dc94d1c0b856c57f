using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

/// <summary>
/// What all passes of a kind have in common, for both wallets. Only the description, the style and the identity are needed;
/// everything else has a default. The names are Apple's where Apple has one.
/// </summary>
public record WalletTemplate
{
    /// <summary>What the pass is, for VoiceOver and for search. Required.</summary>
    public string Description { get; init; } = "";

    /// <summary>The style. Required.</summary>
    public PassType? PassType { get; init; }

    /// <summary>Who issues the pass; shown with notifications. Required.</summary>
    public string OrganizationName { get; init; } = "";

    /// <summary>The Apple developer team. Must equal the certificate's; its length is not checked. Required.</summary>
    public string TeamIdentifier { get; init; } = "";

    /// <summary>The Pass Type ID. Must equal the certificate's. Required.</summary>
    public string PassTypeIdentifier { get; init; } = "";

    /// <summary>The background, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>The values' color, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? ForegroundColor { get; init; }

    /// <summary>The labels' color, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? LabelColor { get; init; }

    /// <summary>The strip's color, as <c>#rrggbb</c> or <c>#rgb</c>. Apple does not document it.</summary>
    public string? StripColor { get; init; }

    /// <summary>The footer's color in a poster event ticket, as <c>#rrggbb</c> or <c>#rgb</c>.</summary>
    public string? FooterBackgroundColor { get; init; }

    /// <summary>Text beside the logo. Not in poster event tickets.</summary>
    public string? LogoText { get; init; }

    /// <summary>Text in place of the logo in poster event tickets (iOS 18.1).</summary>
    public string? EventLogoText { get; init; }

    /// <summary>Which fields stand where. Without one, all fields go to the default places.</summary>
    public PassLayout? Layout { get; init; }

    /// <summary>The means of transport of a boarding pass: see <see cref="Passinstance.Wallet.Model.TransitType"/>.</summary>
    public string? TransitType { get; init; }

    /// <summary>What the barcodes have in common.</summary>
    public TemplateBarcode? Barcode { get; init; }

    /// <summary>What the pass says over NFC.</summary>
    public PassNfc? Nfc { get; init; }

    /// <summary>Where the pass is relevant, unless the pass says. At most 10.</summary>
    public IReadOnlyList<PassLocation>? Locations { get; init; }

    /// <summary>Near which beacons the pass is relevant, unless the pass says.</summary>
    public IReadOnlyList<PassBeacon>? Beacons { get; init; }

    /// <summary>Meters from a location at which the pass is relevant; the system's own limit holds where it is smaller.</summary>
    public double? MaxDistance { get; init; }

    /// <summary>When the pass is relevant, unless the pass says.</summary>
    public IReadOnlyList<RelevantDate>? RelevantDates { get; init; }

    /// <summary>What the pass means to the system; a pass's own tags come over these.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>Newer designs to prefer: see <see cref="StyleScheme"/>.</summary>
    public IReadOnlyList<string>? PreferredStyleSchemes { get; init; }

    /// <summary>The fields of the poster generic design (iOS 27), beside the older style that <see cref="PassType"/> names.</summary>
    public PassLayout? PosterGeneric { get; init; }

    /// <summary>Buttons of a poster generic pass (iOS 27). At most 2.</summary>
    public IReadOnlyList<FeaturedAction>? FeaturedActions { get; init; }

    /// <summary>Events to look forward to, of a poster event ticket (iOS 26), unless the pass says.</summary>
    public IReadOnlyList<UpcomingPassInformationEntry>? UpcomingPassInformation { get; init; }

    /// <summary>Links of poster event tickets and semantic boarding passes.</summary>
    public PassLinks? Urls { get; init; }

    /// <summary>Sign-up for a rewards program when the pass is added.</summary>
    public PassPersonalization? Personalization { get; init; }

    /// <summary>Takes the shine off the strip image; Apple's default is true.</summary>
    public bool? SuppressStripShine { get; init; }

    /// <summary>Keeps a poster event ticket's header from being darkened.</summary>
    public bool? SuppressHeaderDarkening { get; init; }

    /// <summary>Lets a poster event ticket take its colors from its artwork.</summary>
    public bool? UseAutomaticColors { get; init; }

    /// <summary>Forbids sharing.</summary>
    public bool? SharingProhibited { get; init; }

    /// <summary>Groups boarding passes or event tickets, unless the pass says.</summary>
    public string? GroupingIdentifier { get; init; }

    /// <summary>The address handed to the app; needs <see cref="AssociatedStoreIdentifiers"/>.</summary>
    [JsonPropertyName("appLaunchURL")]
    public string? AppLaunchUrl { get; init; }

    /// <summary>App Store identifiers of the issuer's apps.</summary>
    public IReadOnlyList<long>? AssociatedStoreIdentifiers { get; init; }

    /// <summary>App Store identifiers of apps to suggest with a poster event ticket.</summary>
    public IReadOnlyList<long>? AuxiliaryStoreIdentifiers { get; init; }

    /// <summary>Any JSON for the issuer's own app, unless the pass says.</summary>
    public JsonElement? UserInfo { get; init; }

    /// <summary>The field that shows the latest message to holders.</summary>
    public MessageField? MessageField { get; init; }

    /// <summary>How passes are handed out on hosted pages.</summary>
    public PassFlow? PassFlow { get; init; }

    /// <summary>
    /// Translations: language (<c>en</c>, <c>zh-Hans</c>) to text as it stands in the pass to its translation. A text that one language
    /// translates and another does not stays as it is in that other.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Localizations { get; init; }

    /// <summary>The language the template's own texts are in; Google asks for it. <c>en</c> when none is given.</summary>
    public string? DefaultLanguage { get; init; }

    /// <summary>What only Google Wallet knows.</summary>
    public GoogleTemplate? Google { get; init; }

    /// <summary>
    /// Keys to add to pass.json as they are, for what Apple adds before we do. Each is a warning; known keys are refused.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }
}

/// <summary>The back field that carries messages to holders: Apple shows a text only as the change of a field.</summary>
public sealed record MessageField
{
    /// <summary>The key used when a template names none.</summary>
    public const string DefaultKey = "message";

    /// <summary>The field's key; a field of this key in the layout is used where it stands.</summary>
    public string Key { get; init; } = DefaultKey;

    /// <summary>The label above the message.</summary>
    public string? Label { get; init; }

    /// <summary>The value before the first message.</summary>
    public string? Value { get; init; }
}
