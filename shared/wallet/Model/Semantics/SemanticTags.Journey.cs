namespace Passinstance.Wallet.Model;

// Of journeys by any means.
public sealed partial record SemanticTags
{
    /// <summary>The boarding group.</summary>
    public string? BoardingGroup { get; init; }

    /// <summary>The place in the boarding order.</summary>
    public string? BoardingSequenceNumber { get; init; }

    /// <summary>The boarding zone.</summary>
    public string? BoardingZone { get; init; }

    /// <summary>The train's car.</summary>
    public string? CarNumber { get; init; }

    /// <summary>The booking's number.</summary>
    public string? ConfirmationNumber { get; init; }

    /// <summary>When it arrives, as now known; ISO 8601 with offset.</summary>
    public string? CurrentArrivalDate { get; init; }

    /// <summary>When boarding begins, as now known.</summary>
    public string? CurrentBoardingDate { get; init; }

    /// <summary>When it departs, as now known.</summary>
    public string? CurrentDepartureDate { get; init; }

    /// <summary>When it arrives, as planned.</summary>
    public string? OriginalArrivalDate { get; init; }

    /// <summary>When boarding begins, as planned.</summary>
    public string? OriginalBoardingDate { get; init; }

    /// <summary>When it departs, as planned.</summary>
    public string? OriginalDepartureDate { get; init; }

    /// <summary>The city of departure.</summary>
    public string? DepartureCityName { get; init; }

    /// <summary>Where it departs.</summary>
    public SemanticLocation? DepartureLocation { get; init; }

    /// <summary>Where it departs, in words.</summary>
    public string? DepartureLocationDescription { get; init; }

    /// <summary>IANA time zone of departure.</summary>
    public string? DepartureLocationTimeZone { get; init; }

    /// <summary>The platform of departure.</summary>
    public string? DeparturePlatform { get; init; }

    /// <summary>The station of departure.</summary>
    public string? DepartureStationName { get; init; }

    /// <summary>The city of arrival.</summary>
    public string? DestinationCityName { get; init; }

    /// <summary>Where it arrives.</summary>
    public SemanticLocation? DestinationLocation { get; init; }

    /// <summary>Where it arrives, in words.</summary>
    public string? DestinationLocationDescription { get; init; }

    /// <summary>IANA time zone of arrival.</summary>
    public string? DestinationLocationTimeZone { get; init; }

    /// <summary>The platform of arrival.</summary>
    public string? DestinationPlatform { get; init; }

    /// <summary>The station of arrival.</summary>
    public string? DestinationStationName { get; init; }

    /// <summary>Who travels.</summary>
    public SemanticPersonName? PassengerName { get; init; }

    /// <summary>The traveller's priority.</summary>
    public string? PriorityStatus { get; init; }

    /// <summary>The kind of security screening.</summary>
    public string? SecurityScreening { get; init; }

    /// <summary>The fare class.</summary>
    public string? TicketFareClass { get; init; }

    /// <summary>The company that transports.</summary>
    public string? TransitProvider { get; init; }

    /// <summary>The journey's state: on time, delayed.</summary>
    public string? TransitStatus { get; init; }

    /// <summary>Why the state is so.</summary>
    public string? TransitStatusReason { get; init; }

    /// <summary>The vehicle's name, such as a boat's.</summary>
    public string? VehicleName { get; init; }

    /// <summary>The vehicle's number, such as a train's.</summary>
    public string? VehicleNumber { get; init; }

    /// <summary>The vehicle's type.</summary>
    public string? VehicleType { get; init; }
}
