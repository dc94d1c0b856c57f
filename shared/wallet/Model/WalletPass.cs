using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

/// <summary>What one holder's pass adds to its template.</summary>
public sealed record WalletPass
{
    /// <summary>Unique with the pass type identifier; never changes.</summary>
    public string SerialNumber { get; init; } = "";

    /// <summary>
    /// The secret with which a device asks for updates: at least 16 characters; never changes. Only with <see cref="WebServiceUrl"/>.
    /// </summary>
    public string? AuthenticationToken { get; init; }

    /// <summary>Where devices ask for updates.</summary>
    [JsonPropertyName("webServiceURL")]
    public string? WebServiceUrl { get; init; }

    /// <summary>
    /// Values by field key, in order. Keys that the template's layout does not name go to the secondary fields, then the auxiliary
    /// fields, then the back, within the style's limits.
    /// </summary>
    public OrderedDictionary<string, FieldValue> Fields { get; init; } = [];

    /// <summary>The barcode's format; the template's, or <c>qr</c>, when there is a message and no format.</summary>
    public BarcodeFormat? BarcodeFormat { get; init; }

    /// <summary>The barcode's content. Without it, the pass has no barcode.</summary>
    public string? BarcodeMessage { get; init; }

    /// <summary>The text below the barcode.</summary>
    public string? BarcodeAltText { get; init; }

    /// <summary>When the pass is relevant.</summary>
    public DateTimeOffset? RelevantDate { get; init; }

    /// <summary>When the pass is relevant: several moments or intervals.</summary>
    public IReadOnlyList<RelevantDate>? RelevantDates { get; init; }

    /// <summary>When the pass expires.</summary>
    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>The pass is no longer valid.</summary>
    public bool Voided { get; init; }

    /// <summary>The latest message to holders, shown through the template's message field.</summary>
    public string? Message { get; init; }

    /// <summary>In place of the template's background color (a tier's color).</summary>
    public string? BackgroundColor { get; init; }

    /// <summary>In place of the template's foreground color.</summary>
    public string? ForegroundColor { get; init; }

    /// <summary>In place of the template's label color.</summary>
    public string? LabelColor { get; init; }

    /// <summary>In place of the template's logo text.</summary>
    public string? LogoText { get; init; }

    /// <summary>In place of the template's locations.</summary>
    public IReadOnlyList<PassLocation>? Locations { get; init; }

    /// <summary>In place of the template's beacons.</summary>
    public IReadOnlyList<PassBeacon>? Beacons { get; init; }

    /// <summary>Tags over the template's.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>In place of the template's upcoming events.</summary>
    public IReadOnlyList<UpcomingPassInformationEntry>? UpcomingPassInformation { get; init; }

    /// <summary>In place of the template's NFC message.</summary>
    public string? NfcMessage { get; init; }

    /// <summary>In place of the template's grouping identifier.</summary>
    public string? GroupingIdentifier { get; init; }

    /// <summary>In place of the template's user info.</summary>
    public JsonElement? UserInfo { get; init; }

    /// <summary>Images of this pass alone. Their content is given where the pass is written.</summary>
    [JsonIgnore]
    public IReadOnlyList<OwnImage> Images { get; init; } = [];

    /// <summary>Google Wallet keys laid over this pass's object; checked against Google's field lists.</summary>
    public JsonElement? Google { get; init; }
}

/// <summary>A field's value in one pass.</summary>
public sealed record FieldValue
{
    /// <summary>Replaces the template's label.</summary>
    public string? Label { get; init; }

    /// <summary>The value.</summary>
    [JsonRequired]
    public PassValue Value { get; init; }
}
