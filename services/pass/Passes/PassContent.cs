using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Passes;

/// <summary>What an issuer says about one pass; kept as JSON and shown again as it was sent.</summary>
public record PassContent
{
    /// <summary>
    /// Values by the keys of the template's layout. A key that the layout lacks is shown in the next free place of the style.
    /// </summary>
    public OrderedDictionary<string, FieldValue>? Fields { get; init => field = WithoutNulls(value); }

    /// <summary>The symbology; absent takes the template's.</summary>
    public BarcodeFormat? BarcodeFormat { get; init; }

    /// <summary>What the barcode says when scanned.</summary>
    public string? BarcodeMessage { get; init; }

    /// <summary>Text under the barcode.</summary>
    public string? BarcodeAltText { get; init; }

    /// <summary>When the pass matters: the wallet brings it forward around this time.</summary>
    public DateTimeOffset? RelevantDate { get; init; }

    /// <summary>When the pass ends.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>Intervals in which the pass matters, for events of several days.</summary>
    public IReadOnlyList<RelevantDate>? RelevantDates { get; init; }

    /// <summary>Places at which the pass matters; at most 10. Absent takes the template's.</summary>
    public IReadOnlyList<PassLocation>? Locations { get; init; }

    /// <summary>Bluetooth beacons near which the pass matters; at most 10. Absent takes the template's.</summary>
    public IReadOnlyList<PassBeacon>? Beacons { get; init; }

    /// <summary>Colour of this pass, <c>#rrggbb</c>; absent takes the template's.</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>Colour of the values, <c>#rrggbb</c>; absent takes the template's.</summary>
    public string? ForegroundColor { get; init; }

    /// <summary>Colour of the labels, <c>#rrggbb</c>; absent takes the template's.</summary>
    public string? LabelColor { get; init; }

    /// <summary>Text beside the logo; absent takes the template's.</summary>
    public string? LogoText { get; init; }

    /// <summary>Machine-readable facts about this pass, added to the template's.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>Events still to come on this pass.</summary>
    public IReadOnlyList<UpcomingPassInformationEntry>? UpcomingPassInformation { get; init; }

    /// <summary>What an NFC reader gets, at most 64 bytes; needs a template with NFC.</summary>
    public string? NfcMessage { get; init; }

    /// <summary>Passes of one group are stacked; boarding passes and event tickets only.</summary>
    public string? GroupingIdentifier { get; init; }

    /// <summary>Anything the issuer's own app reads from the pass.</summary>
    public JsonElement? UserInfo { get; init; }

    /// <summary>Values for Google Wallet that have no counterpart above.</summary>
    public JsonElement? Google { get; init; }

    // A key with null is the same as no key, as for every other member.
    private static OrderedDictionary<string, FieldValue>? WithoutNulls(OrderedDictionary<string, FieldValue>? fields) =>
        fields?.Any(pair => pair.Value is null) == true
            ? new OrderedDictionary<string, FieldValue>(fields.Where(pair => pair.Value is not null)) : fields;

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
        UserInfo = UserInfo,
        Google = Google,
    };
}
