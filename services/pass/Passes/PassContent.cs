using System.Text.Json;
using Passinstance.Passes.Images;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Passes;

/// <summary>What an issuer says about one pass; kept as JSON and shown again as it was sent.</summary>
public record PassContent
{
    /// <summary>
    /// Values by field key. A key that is not in the template's layout is shown in the next free position of the pass style.
    /// </summary>
    public OrderedDictionary<string, FieldValue>? Fields { get; init => field = WithoutNulls(value); }

    /// <summary>The barcode format; defaults to the template's.</summary>
    public BarcodeFormat? BarcodeFormat { get; init; }

    /// <summary>The content of the barcode.</summary>
    public string? BarcodeMessage { get; init; }

    /// <summary>Text under the barcode.</summary>
    public string? BarcodeAltText { get; init; }

    /// <summary>When the pass is relevant; Wallet suggests it around this time.</summary>
    public DateTimeOffset? RelevantDate { get; init; }

    /// <summary>When the pass expires.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>Intervals in which the pass is relevant, for example the days of an event.</summary>
    public IReadOnlyList<RelevantDate>? RelevantDates { get; init; }

    /// <summary>Places where the pass is relevant, at most 10; defaults to the template's.</summary>
    public IReadOnlyList<PassLocation>? Locations { get; init; }

    /// <summary>Bluetooth beacons near which the pass is relevant, at most 10; defaults to the template's.</summary>
    public IReadOnlyList<PassBeacon>? Beacons { get; init; }

    /// <summary>Background color, <c>#rrggbb</c>; defaults to the template's.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>Color of the values, <c>#rrggbb</c>; defaults to the template's.</summary>
    public string? ForegroundColor { get; init; }

    /// <summary>Color of the labels, <c>#rrggbb</c>; defaults to the template's.</summary>
    public string? LabelColor { get; init; }

    /// <summary>Text beside the logo; defaults to the template's.</summary>
    public string? LogoText { get; init; }

    /// <summary>Machine-readable facts about this pass; they override the template's.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>Upcoming events of this pass.</summary>
    public IReadOnlyList<UpcomingPassInformationEntry>? UpcomingPassInformation { get; init; }

    /// <summary>The NFC payload, at most 64 bytes; the template must have <c>nfc</c>.</summary>
    public string? NfcMessage { get; init; }

    /// <summary>Groups passes in Wallet; boarding passes and event tickets only.</summary>
    public string? GroupingIdentifier { get; init; }

    /// <summary>
    /// Images of this pass alone, such as a member's photo: by Apple's name (<c>thumbnail</c>, <c>strip</c>, <c>logo@2x</c> ...) the id of
    /// an image that was uploaded with <c>POST /images</c>. Each stands in the place of all of the template's images of that name.
    /// </summary>
    public OrderedDictionary<string, string?>? Images { get; init => field = WithoutNulls(value); }

    /// <summary>Any JSON for your own app, which can read it from the pass.</summary>
    public JsonElement? UserInfo { get; init; }

    /// <summary>Values for Google Wallet without an equivalent above.</summary>
    public JsonElement? Google { get; init; }

    // A key with null is the same as no key, as for every other member.
    private static OrderedDictionary<string, FieldValue>? WithoutNulls(OrderedDictionary<string, FieldValue>? fields) =>
        fields?.Any(pair => pair.Value is null) == true
            ? new OrderedDictionary<string, FieldValue>(fields.Where(pair => pair.Value is not null)) : fields;

    private static OrderedDictionary<string, string?>? WithoutNulls(OrderedDictionary<string, string?>? images) =>
        images?.Any(pair => pair.Value is not null) != true ? null
            : images.Any(pair => pair.Value is null)
                ? new OrderedDictionary<string, string?>(images.Where(pair => pair.Value is not null)) : images;

    /// <summary>The ids of the images; null without any.</summary>
    internal IReadOnlyList<Guid>? ImageIds() => KnownImages.IdsIn(Images).Distinct().ToList() is { Count: > 0 } ids ? ids : null;

    /// <summary>The content without the members of a derived request.</summary>
    internal PassContent ToContent() => new(this);

    internal WalletPass ToWalletPass(string serialNumber) => new()
    {
        SerialNumber = serialNumber,
        Fields = Fields ?? [],
        BarcodeFormat = BarcodeFormat,
        BarcodeMessage = BarcodeMessage,
        BarcodeAltText = BarcodeAltText,
        RelevantDate = RelevantDate,
        ExpirationDate = ExpirationDate,
        RelevantDates = RelevantDates,
        Locations = Locations,
        Beacons = Beacons,
        BackgroundColor = BackgroundColor,
        ForegroundColor = ForegroundColor,
        LabelColor = LabelColor,
        LogoText = LogoText,
        Semantics = Semantics,
        UpcomingPassInformation = UpcomingPassInformation,
        NfcMessage = NfcMessage,
        GroupingIdentifier = GroupingIdentifier,
        Images = [.. (Images ?? []).Select(image => new OwnImage(image.Key, image.Value!))],
        UserInfo = UserInfo,
        Google = Google,
    };
}
