using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

// Of flights.
public sealed partial record SemanticTags
{
    /// <summary>IATA code of the airline.</summary>
    public string? AirlineCode { get; init; }

    /// <summary>Airline code and flight number together.</summary>
    public string? FlightCode { get; init; }

    /// <summary>The flight's number without the airline's code.</summary>
    public int? FlightNumber { get; init; }

    /// <summary>IATA code of the airport of departure.</summary>
    public string? DepartureAirportCode { get; init; }

    /// <summary>The airport of departure.</summary>
    public string? DepartureAirportName { get; init; }

    /// <summary>The gate of departure.</summary>
    public string? DepartureGate { get; init; }

    /// <summary>The terminal of departure.</summary>
    public string? DepartureTerminal { get; init; }

    /// <summary>Security programs at departure.</summary>
    [ConstantsOf(typeof(SemanticSecurityProgram))]
    public IReadOnlyList<string>? DepartureLocationSecurityPrograms { get; init; }

    /// <summary>
    /// The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json.
    /// </summary>
    [ConstantsOf(typeof(SemanticSecurityProgram))]
    public IReadOnlyList<string>? DepartureAirportSecurityPrograms { get; init; }

    /// <summary>IATA code of the airport of arrival.</summary>
    public string? DestinationAirportCode { get; init; }

    /// <summary>The airport of arrival.</summary>
    public string? DestinationAirportName { get; init; }

    /// <summary>The gate of arrival.</summary>
    public string? DestinationGate { get; init; }

    /// <summary>The terminal of arrival.</summary>
    public string? DestinationTerminal { get; init; }

    /// <summary>Security programs at arrival.</summary>
    [ConstantsOf(typeof(SemanticSecurityProgram))]
    public IReadOnlyList<string>? DestinationLocationSecurityPrograms { get; init; }

    /// <summary>
    /// The same under the name that Apple's library of 2026 reads; one of the two is enough, both are written to pass.json.
    /// </summary>
    [ConstantsOf(typeof(SemanticSecurityProgram))]
    public IReadOnlyList<string>? DestinationAirportSecurityPrograms { get; init; }

    /// <summary>Whether the travel documents have been verified.</summary>
    public bool? InternationalDocumentsAreVerified { get; init; }

    /// <summary>Name of the declaration that confirms it.</summary>
    public string? InternationalDocumentsVerifiedDeclarationName { get; init; }

    /// <summary>Apple Maps place identifiers of lounges.</summary>
    [JsonPropertyName("loungePlaceIDs")]
    public IReadOnlyList<string>? LoungePlaceIds { get; init; }

    /// <summary>The frequent-flyer or rewards program.</summary>
    public string? MembershipProgramName { get; init; }

    /// <summary>The member's number.</summary>
    public string? MembershipProgramNumber { get; init; }

    /// <summary>The member's status.</summary>
    public string? MembershipProgramStatus { get; init; }

    /// <summary>The airline's own special service requests.</summary>
    [JsonPropertyName("passengerAirlineSSRs")]
    public IReadOnlyList<string>? PassengerAirlineSsrs { get; init; }

    /// <summary>Capabilities of the passenger.</summary>
    [ConstantsOf(typeof(SemanticPassengerCapability))]
    public IReadOnlyList<string>? PassengerCapabilities { get; init; }

    /// <summary>Security programs that the passenger may use.</summary>
    [ConstantsOf(typeof(SemanticSecurityProgram))]
    public IReadOnlyList<string>? PassengerEligibleSecurityPrograms { get; init; }

    /// <summary>Information codes.</summary>
    [JsonPropertyName("passengerInformationSSRs")]
    [ConstantsOf(typeof(SemanticInformationCode))]
    public IReadOnlyList<string>? PassengerInformationSsrs { get; init; }

    /// <summary>Service codes.</summary>
    [JsonPropertyName("passengerServiceSSRs")]
    [ConstantsOf(typeof(SemanticServiceCode))]
    public IReadOnlyList<string>? PassengerServiceSsrs { get; init; }
}
