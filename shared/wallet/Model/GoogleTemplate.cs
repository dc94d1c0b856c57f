using System.Text.Json;
using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>The seven kinds of class and object that Google Wallet has.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GooglePassType>))]
public enum GooglePassType
{
    /// <summary>Any pass.</summary>
    Generic,

    /// <summary>A ticket to an event.</summary>
    EventTicket,

    /// <summary>A boarding pass of a flight.</summary>
    Flight,

    /// <summary>A loyalty card.</summary>
    Loyalty,

    /// <summary>An offer.</summary>
    Offer,

    /// <summary>A gift card.</summary>
    GiftCard,

    /// <summary>A ticket for a train, bus, tram or ferry.</summary>
    Transit,
}

/// <summary>What a generic pass of Google Wallet is for (<c>genericType</c> in its API).</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<GoogleGenericType>))]
public enum GoogleGenericType
{
    /// <summary><c>GENERIC_SEASON_PASS</c>.</summary>
    SeasonPass,

    /// <summary><c>GENERIC_UTILITY_BILLS</c>.</summary>
    UtilityBills,

    /// <summary><c>GENERIC_PARKING_PASS</c>.</summary>
    ParkingPass,

    /// <summary><c>GENERIC_VOUCHER</c>.</summary>
    Voucher,

    /// <summary><c>GENERIC_GYM_MEMBERSHIP</c>.</summary>
    GymMembership,

    /// <summary><c>GENERIC_LIBRARY_MEMBERSHIP</c>.</summary>
    LibraryMembership,

    /// <summary><c>GENERIC_RESERVATIONS</c>.</summary>
    Reservations,

    /// <summary><c>GENERIC_AUTO_INSURANCE</c>.</summary>
    AutoInsurance,

    /// <summary><c>GENERIC_HOME_INSURANCE</c>.</summary>
    HomeInsurance,

    /// <summary><c>GENERIC_ENTRY_TICKET</c>.</summary>
    EntryTicket,

    /// <summary><c>GENERIC_RECEIPT</c>.</summary>
    Receipt,

    /// <summary><c>GENERIC_LOYALTY_CARD</c>.</summary>
    LoyaltyCard,

    /// <summary><c>GENERIC_OTHER</c>.</summary>
    Other,
}

/// <summary>Settings of a template for Google Wallet only.</summary>
public sealed record GoogleTemplate
{
    /// <summary>Google's pass type. Default: derived from the pass type and the transit type.</summary>
    public GooglePassType? Type { get; init; }

    /// <summary>What a generic pass is for: Google Wallet groups and presents it by this. Only for type <c>generic</c>.</summary>
    public GoogleGenericType? GenericType { get; init; }

    /// <summary>Public https URL of the logo: PNG, square, at least 660 pixels. Google fetches it.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>Public https URL of a wide logo: 1280 by 400 pixels.</summary>
    public string? WideLogoUrl { get; init; }

    /// <summary>Public https URL of the hero image: 1032 by 336 pixels.</summary>
    public string? HeroImageUrl { get; init; }

    /// <summary>Public https URL to which Google reports saves and deletions.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Google members merged over the generated class; checked against Google's field lists.</summary>
    public JsonElement? Class { get; init; }

    /// <summary>Google members merged over each generated object; checked against Google's field lists.</summary>
    public JsonElement? Object { get; init; }
}
