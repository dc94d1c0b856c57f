using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>An upcoming event of a poster event ticket (iOS 26), for example a match of a season ticket.</summary>
public sealed record UpcomingPassInformationEntry
{
    /// <summary>Always <c>event</c>.</summary>
    public string Type { get; init; } = "event";

    /// <summary>Identifier, unique within the pass.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>The event's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether this is the current event.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Date of the event. Without it, Wallet shows that it is to be announced.</summary>
    public UpcomingDateInformation? DateInformation { get; init; }

    /// <summary>Machine-readable facts about the event.</summary>
    public SemanticTags? Semantics { get; init; }

    /// <summary>Details on the back.</summary>
    public IReadOnlyList<PassField>? BackFields { get; init; }

    /// <summary>Details below the ticket.</summary>
    public IReadOnlyList<PassField>? AdditionalInfoFields { get; init; }

    /// <summary>App Store identifiers of apps to suggest.</summary>
    public IReadOnlyList<long>? AuxiliaryStoreIdentifiers { get; init; }

    /// <summary>Links of this event.</summary>
    [JsonPropertyName("URLs")]
    public PassLinks? Urls { get; init; }

    /// <summary>Images that the device fetches.</summary>
    public UpcomingImages? Images { get; init; }
}

/// <summary>Date of an upcoming event.</summary>
public sealed record UpcomingDateInformation
{
    /// <summary>ISO 8601 with offset.</summary>
    public string? Date { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Shows the day without the time.</summary>
    public bool? IgnoreTimeComponents { get; init; }

    /// <summary>Whether the event lasts the whole day.</summary>
    public bool? IsAllDay { get; init; }

    /// <summary>Not yet announced.</summary>
    public bool? IsUnannounced { get; init; }

    /// <summary>Not yet determined.</summary>
    public bool? IsUndetermined { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>Images of an upcoming event.</summary>
public sealed record UpcomingImages
{
    /// <summary>Image at the top of the event's page.</summary>
    public RemoteImage? HeaderImage { get; init; }

    /// <summary>The map of the venue.</summary>
    public RemoteImage? VenueMap { get; init; }
}

/// <summary>An image that the device fetches.</summary>
public sealed record RemoteImage
{
    /// <summary>One entry per scale.</summary>
    [JsonPropertyName("URLs")]
    public IReadOnlyList<RemoteImageUrl>? Urls { get; init; }

    /// <summary>Uses the ticket's own image of the same kind.</summary>
    public bool? ReuseExisting { get; init; }
}

/// <summary>The image at one scale.</summary>
public sealed record RemoteImageUrl
{
    /// <summary>SHA-256 of the file, in hexadecimal.</summary>
    [JsonPropertyName("SHA256")]
    public string Sha256 { get; init; } = "";

    /// <summary>An https URL.</summary>
    [JsonPropertyName("URL")]
    public string Url { get; init; } = "";

    /// <summary>1, 2 or 3.</summary>
    public int? Scale { get; init; }

    /// <summary>Bytes, at most 2 MB.</summary>
    public long? Size { get; init; }
}
