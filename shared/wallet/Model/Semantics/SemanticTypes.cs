using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>A place.</summary>
public sealed record SemanticLocation
{
    /// <summary>Degrees, -90 to 90.</summary>
    [JsonRequired]
    public double Latitude { get; init; }

    /// <summary>Degrees, -180 to 180.</summary>
    [JsonRequired]
    public double Longitude { get; init; }
}

/// <summary>An amount of money.</summary>
public sealed record SemanticCurrencyAmount
{
    /// <summary>The amount, as a decimal string.</summary>
    [JsonRequired]
    public string Amount { get; init; } = "";

    /// <summary>ISO 4217 code.</summary>
    [JsonRequired]
    public string CurrencyCode { get; init; } = "";
}

/// <summary>The parts of a person's name.</summary>
public sealed record SemanticPersonName
{
    /// <summary>Given name.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name.</summary>
    public string? FamilyName { get; init; }

    /// <summary>Middle name.</summary>
    public string? MiddleName { get; init; }

    /// <summary>Prefix of the name, such as Dr.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>Suffix of the name, such as Jr.</summary>
    public string? NameSuffix { get; init; }

    /// <summary>Nickname.</summary>
    public string? Nickname { get; init; }

    /// <summary>Phonetic spelling.</summary>
    public string? PhoneticRepresentation { get; init; }
}

/// <summary>A seat.</summary>
public sealed record SemanticSeat
{
    /// <summary>The section.</summary>
    public string? SeatSection { get; init; }

    /// <summary>The row.</summary>
    public string? SeatRow { get; init; }

    /// <summary>The seat's number.</summary>
    public string? SeatNumber { get; init; }

    /// <summary>The seat's identifier.</summary>
    public string? SeatIdentifier { get; init; }

    /// <summary>The seat's type.</summary>
    public string? SeatType { get; init; }

    /// <summary>Description of the seat.</summary>
    public string? SeatDescription { get; init; }

    /// <summary>The aisle.</summary>
    public string? SeatAisle { get; init; }

    /// <summary>The level.</summary>
    public string? SeatLevel { get; init; }

    /// <summary>The section's color: <c>#rrggbb</c>, written as <c>rgb(r, g, b)</c>.</summary>
    public string? SeatSectionColor { get; init; }
}

/// <summary>Start of an event, with its time zone and whether it is announced.</summary>
public sealed record SemanticEventDate
{
    /// <summary>ISO 8601 with offset.</summary>
    public string? Date { get; init => field = IsoDate.WithoutFraction(value); }

    /// <summary>Shows the day without the time.</summary>
    public bool? IgnoreTimeComponents { get; init; }

    /// <summary>IANA time zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Not yet announced.</summary>
    public bool? Unannounced { get; init; }

    /// <summary>Not yet determined.</summary>
    public bool? Undetermined { get; init; }
}

/// <summary>A Wi-Fi network.</summary>
public sealed record SemanticWifiNetwork
{
    /// <summary>The network's name.</summary>
    [JsonRequired]
    public string Ssid { get; init; } = "";

    /// <summary>The network's password.</summary>
    [JsonRequired]
    public string Password { get; init; } = "";
}

/// <summary>AirPlay devices that the holder may use.</summary>
public sealed record SemanticAirPlay
{
    /// <summary>The group's token.</summary>
    [JsonRequired]
    [JsonPropertyName("airPlayDeviceGroupToken")]
    public string DeviceGroupToken { get; init; } = "";
}

/// <summary>Values of <see cref="SemanticTags.EventType"/>.</summary>
public static class SemanticEventType
{
    /// <summary>Any event.</summary>
    public const string Generic = "PKEventTypeGeneric";

    /// <summary>A concert or a play.</summary>
    public const string LivePerformance = "PKEventTypeLivePerformance";

    /// <summary>A film.</summary>
    public const string Movie = "PKEventTypeMovie";

    /// <summary>A match.</summary>
    public const string Sports = "PKEventTypeSports";

    /// <summary>A conference.</summary>
    public const string Conference = "PKEventTypeConference";

    /// <summary>A convention.</summary>
    public const string Convention = "PKEventTypeConvention";

    /// <summary>A workshop.</summary>
    public const string Workshop = "PKEventTypeWorkshop";

    /// <summary>A party.</summary>
    public const string SocialGathering = "PKEventTypeSocialGathering";
}

/// <summary>Values of the security program tags.</summary>
public static class SemanticSecurityProgram
{
    /// <summary>TSA PreCheck.</summary>
    public const string TsaPreCheck = "PKTransitSecurityProgramTSAPreCheck";

    /// <summary>TSA PreCheck Touchless ID.</summary>
    public const string TsaPreCheckTouchlessId = "PKTransitSecurityProgramTSAPreCheckTouchlessID";

    /// <summary>One Stop Security.</summary>
    public const string Oss = "PKTransitSecurityProgramOSS";

    /// <summary>International to international.</summary>
    public const string Iti = "PKTransitSecurityProgramITI";

    /// <summary>International to domestic.</summary>
    public const string Itd = "PKTransitSecurityProgramITD";

    /// <summary>Global Entry.</summary>
    public const string GlobalEntry = "PKTransitSecurityProgramGlobalEntry";

    /// <summary>CLEAR.</summary>
    public const string Clear = "PKTransitSecurityProgramCLEAR";
}

/// <summary>Values of <see cref="SemanticTags.PassengerCapabilities"/>.</summary>
public static class SemanticPassengerCapability
{
    /// <summary>May board before the others.</summary>
    public const string Preboarding = "PKPassengerCapabilityPreboarding";

    /// <summary>Has priority at boarding.</summary>
    public const string PriorityBoarding = "PKPassengerCapabilityPriorityBoarding";

    /// <summary>May bring a carry-on bag.</summary>
    public const string Carryon = "PKPassengerCapabilityCarryon";

    /// <summary>May bring a personal item.</summary>
    public const string PersonalItem = "PKPassengerCapabilityPersonalItem";

    /// <summary>Travels with an infant on the lap.</summary>
    public const string LapInfant = "PKPassengerCapabilityLapInfant";
}

/// <summary>Values of <see cref="SemanticTags.PassengerInformationSsrs"/>, by IATA.</summary>
public static class SemanticInformationCode
{
    /// <summary>Infant without a seat.</summary>
    public const string Infant = "INFT";
}

/// <summary>Values of <see cref="SemanticTags.PassengerServiceSsrs"/>, by IATA.</summary>
public static class SemanticServiceCode
{
    /// <summary>Pet in the cabin.</summary>
    public const string Petc = "PETC";

    /// <summary>Service animal.</summary>
    public const string Svan = "SVAN";

    /// <summary>Unaccompanied minor.</summary>
    public const string Umnr = "UMNR";

    /// <summary>Wheelchair with a dry battery.</summary>
    public const string Wcbd = "WCBD";

    /// <summary>Wheelchair with a wet battery.</summary>
    public const string Wcbw = "WCBW";

    /// <summary>Wheelchair, the passenger cannot walk.</summary>
    public const string Wchc = "WCHC";

    /// <summary>Wheelchair for distances, the passenger can climb steps.</summary>
    public const string Wchr = "WCHR";

    /// <summary>Wheelchair, the passenger cannot climb steps.</summary>
    public const string Wchs = "WCHS";

    /// <summary>Wheelchair with a lithium battery.</summary>
    public const string Wclb = "WCLB";

    /// <summary>Wheelchair moved by hand.</summary>
    public const string Wcmp = "WCMP";

    /// <summary>Wheelchair on board.</summary>
    public const string Wcob = "WCOB";
}
