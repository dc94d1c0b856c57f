using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

// Of journeys by any means.
public sealed partial record SemanticTags
{
    /// <summary>The boarding group.</summary>
    public string? BoardingGroup { get; init; }

    /// <summary>Position in the boarding order.</summary>
    public string? BoardingSequenceNumber { get; init; }

    /// <summary>The boarding zone.</summary>
    public string? BoardingZone { get; init; }

    /// <summary>The train's car.</summary>
    public string? CarNumber { get; init; }

    /// <summary>The confirmation number.</summary>
    public string? ConfirmationNumber { get; init; }

    /// <summary>Current arrival time; ISO 8601 with offset.</summary>
    public string? CurrentArrivalDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Current boarding time.</summary>
    public string? CurrentBoardingDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Current departure time.</summary>
    public string? CurrentDepartureDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Scheduled arrival time.</summary>
    public string? OriginalArrivalDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Scheduled boarding time.</summary>
    public string? OriginalBoardingDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Scheduled departure time.</summary>
    public string? OriginalDepartureDate { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>The city of departure.</summary>
    public string? DepartureCityName { get; init; }

    /// <summary>Place of departure.</summary>
    public SemanticLocation? DepartureLocation { get; init; }

    /// <summary>Description of the place of departure.</summary>
    public string? DepartureLocationDescription { get; init; }

    /// <summary>IANA time zone of departure.</summary>
    public string? DepartureLocationTimeZone { get; init; }

    /// <summary>
    /// The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json.
    /// </summary>
    public string? DepartureAirportTimeZone { get; init; }

    /// <summary>The platform of departure.</summary>
    public string? DeparturePlatform { get; init; }

    /// <summary>The station of departure.</summary>
    public string? DepartureStationName { get; init; }

    /// <summary>The city of arrival.</summary>
    public string? DestinationCityName { get; init; }

    /// <summary>Place of arrival.</summary>
    public SemanticLocation? DestinationLocation { get; init; }

    /// <summary>Description of the place of arrival.</summary>
    public string? DestinationLocationDescription { get; init; }

    /// <summary>IANA time zone of arrival.</summary>
    public string? DestinationLocationTimeZone { get; init; }

    /// <summary>
    /// The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json.
    /// </summary>
    public string? DestinationAirportTimeZone { get; init; }

    /// <summary>The platform of arrival.</summary>
    public string? DestinationPlatform { get; init; }

    /// <summary>The station of arrival.</summary>
    public string? DestinationStationName { get; init; }

    /// <summary>Name of the passenger.</summary>
    public SemanticPersonName? PassengerName { get; init; }

    /// <summary>The passenger's priority status.</summary>
    public string? PriorityStatus { get; init; }

    /// <summary>The type of security screening.</summary>
    public string? SecurityScreening { get; init; }

    /// <summary>The fare class.</summary>
    public string? TicketFareClass { get; init; }

    /// <summary>The transit company.</summary>
    public string? TransitProvider { get; init; }

    /// <summary>Status of the journey, such as on time or delayed.</summary>
    public string? TransitStatus { get; init; }

    /// <summary>Reason for the status.</summary>
    public string? TransitStatusReason { get; init; }

    /// <summary>The vehicle's name, such as a boat's.</summary>
    public string? VehicleName { get; init; }

    /// <summary>The vehicle's number, such as a train's.</summary>
    public string? VehicleNumber { get; init; }

    /// <summary>The vehicle's type.</summary>
    public string? VehicleType { get; init; }
}
