using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>
/// Apple's semantic tags: machine-readable facts about a pass or a field. iOS uses them for suggestions and to draw poster event tickets
/// and semantic boarding passes. The names are Apple's. Dates are ISO 8601 with offset.
/// </summary>
// Of events and venues.
public sealed partial record SemanticTags
{
    /// <summary>The admission level, such as general admission.</summary>
    public string? AdmissionLevel { get; init; }

    /// <summary>Abbreviation of the admission level.</summary>
    public string? AdmissionLevelAbbreviation { get; init; }

    /// <summary>Other attributes of the ticket.</summary>
    public string? AdditionalTicketAttributes { get; init; }

    /// <summary>Apple Music identifiers of albums.</summary>
    [JsonPropertyName("albumIDs")]
    public IReadOnlyList<string>? AlbumIds { get; init; }

    /// <summary>Apple Music identifiers of artists.</summary>
    [JsonPropertyName("artistIDs")]
    public IReadOnlyList<string>? ArtistIds { get; init; }

    /// <summary>Apple Music identifiers of playlists.</summary>
    [JsonPropertyName("playlistIDs")]
    public IReadOnlyList<string>? PlaylistIds { get; init; }

    /// <summary>AirPlay devices that the holder may use.</summary>
    public IReadOnlyList<SemanticAirPlay>? Airplay { get; init; }

    /// <summary>Name of the attendee.</summary>
    public string? AttendeeName { get; init; }

    /// <summary>How to get to the entrance.</summary>
    public string? EntranceDescription { get; init; }

    /// <summary>When the event ends; ISO 8601 with offset.</summary>
    public string? EventEndDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>A message for the Live Activity.</summary>
    public string? EventLiveMessage { get; init; }

    /// <summary>The event's name.</summary>
    public string? EventName { get; init; }

    /// <summary>When the event begins; ISO 8601 with offset.</summary>
    public string? EventStartDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>When the event begins, with what is known of it.</summary>
    public SemanticEventDate? EventStartDateInfo { get; init; }

    /// <summary>The type of event.</summary>
    [ConstantsOf(typeof(SemanticEventType))]
    public string? EventType { get; init; }

    /// <summary>The performance's genre.</summary>
    public string? Genre { get; init; }

    /// <summary>Performers, in descending order of importance.</summary>
    public IReadOnlyList<string>? PerformerNames { get; init; }

    /// <summary>The seats.</summary>
    public IReadOnlyList<SemanticSeat>? Seats { get; init; }

    /// <summary>Asks the device to be silent during the event.</summary>
    public bool? SilenceRequested { get; init; }

    /// <summary>Whether tailgating is allowed.</summary>
    public bool? TailgatingAllowed { get; init; }

    /// <summary>How long the event or journey lasts, in seconds.</summary>
    public double? Duration { get; init; }

    /// <summary>When the box office opens.</summary>
    public string? VenueBoxOfficeOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>When the venue closes.</summary>
    public string? VenueCloseDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>When the doors open.</summary>
    public string? VenueDoorsOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>The entrance.</summary>
    public string? VenueEntrance { get; init; }

    /// <summary>The door.</summary>
    public string? VenueEntranceDoor { get; init; }

    /// <summary>The gate.</summary>
    public string? VenueEntranceGate { get; init; }

    /// <summary>The portal.</summary>
    public string? VenueEntrancePortal { get; init; }

    /// <summary>When the fan zone opens.</summary>
    public string? VenueFanZoneOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>When the gates open.</summary>
    public string? VenueGatesOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Where the venue is.</summary>
    public SemanticLocation? VenueLocation { get; init; }

    /// <summary>The venue's name.</summary>
    public string? VenueName { get; init; }

    /// <summary>When the venue opens.</summary>
    public string? VenueOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>When the parking lots open.</summary>
    public string? VenueParkingLotsOpenDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>The venue's phone number.</summary>
    public string? VenuePhoneNumber { get; init; }

    /// <summary>The venue's Apple Maps place identifier.</summary>
    [JsonPropertyName("venuePlaceID")]
    public string? VenuePlaceId { get; init; }

    /// <summary>The venue's city or region.</summary>
    public string? VenueRegionName { get; init; }

    /// <summary>The room in the venue.</summary>
    public string? VenueRoom { get; init; }
}
