using System.Text.Json.Serialization;

namespace Passinstance.Wallet.Model;

/// <summary>Links below a poster event ticket (iOS 18) or a semantic boarding pass (iOS 26), with Apple's names.</summary>
public sealed record PassLinks
{
    /// <summary>Poster event tickets: accessibility information.</summary>
    [JsonPropertyName("accessibilityURL")]
    public string? AccessibilityUrl { get; init; }

    /// <summary>Poster event tickets: add-ons for the event.</summary>
    [JsonPropertyName("addOnURL")]
    public string? AddOnUrl { get; init; }

    /// <summary>Poster event tickets: the venue's bag policy.</summary>
    [JsonPropertyName("bagPolicyURL")]
    public string? BagPolicyUrl { get; init; }

    /// <summary>Poster event tickets: the venue's email address.</summary>
    public string? ContactVenueEmail { get; init; }

    /// <summary>Poster event tickets: the venue's phone number.</summary>
    public string? ContactVenuePhoneNumber { get; init; }

    /// <summary>Poster event tickets: the venue's site.</summary>
    public string? ContactVenueWebsite { get; init; }

    /// <summary>Poster event tickets: how to get there.</summary>
    [JsonPropertyName("directionsInformationURL")]
    public string? DirectionsInformationUrl { get; init; }

    /// <summary>Poster event tickets: merchandise.</summary>
    [JsonPropertyName("merchandiseURL")]
    public string? MerchandiseUrl { get; init; }

    /// <summary>Poster event tickets: food.</summary>
    [JsonPropertyName("orderFoodURL")]
    public string? OrderFoodUrl { get; init; }

    /// <summary>Poster event tickets: about parking.</summary>
    [JsonPropertyName("parkingInformationURL")]
    public string? ParkingInformationUrl { get; init; }

    /// <summary>Poster event tickets: buy parking.</summary>
    [JsonPropertyName("purchaseParkingURL")]
    public string? PurchaseParkingUrl { get; init; }

    /// <summary>Poster event tickets: sell the ticket.</summary>
    [JsonPropertyName("sellURL")]
    public string? SellUrl { get; init; }

    /// <summary>Poster event tickets: transfer the ticket.</summary>
    [JsonPropertyName("transferURL")]
    public string? TransferUrl { get; init; }

    /// <summary>Poster event tickets: how to get there by public transport.</summary>
    [JsonPropertyName("transitInformationURL")]
    public string? TransitInformationUrl { get; init; }

    /// <summary>Semantic boarding passes: change the seat.</summary>
    [JsonPropertyName("changeSeatURL")]
    public string? ChangeSeatUrl { get; init; }

    /// <summary>Semantic boarding passes: entertainment on board.</summary>
    [JsonPropertyName("entertainmentURL")]
    public string? EntertainmentUrl { get; init; }

    /// <summary>Semantic boarding passes: manage the booking.</summary>
    [JsonPropertyName("managementURL")]
    public string? ManagementUrl { get; init; }

    /// <summary>Semantic boarding passes: buy more baggage.</summary>
    [JsonPropertyName("purchaseAdditionalBaggageURL")]
    public string? PurchaseAdditionalBaggageUrl { get; init; }

    /// <summary>Semantic boarding passes: buy access to a lounge.</summary>
    [JsonPropertyName("purchaseLoungeAccessURL")]
    public string? PurchaseLoungeAccessUrl { get; init; }

    /// <summary>Semantic boarding passes: buy Wi-Fi on board.</summary>
    [JsonPropertyName("purchaseWifiURL")]
    public string? PurchaseWifiUrl { get; init; }

    /// <summary>Semantic boarding passes: register a service animal.</summary>
    [JsonPropertyName("registerServiceAnimalURL")]
    public string? RegisterServiceAnimalUrl { get; init; }

    /// <summary>Semantic boarding passes: report a lost bag.</summary>
    [JsonPropertyName("reportLostBagURL")]
    public string? ReportLostBagUrl { get; init; }

    /// <summary>Semantic boarding passes: request a wheelchair.</summary>
    [JsonPropertyName("requestWheelchairURL")]
    public string? RequestWheelchairUrl { get; init; }

    /// <summary>Semantic boarding passes: track the bags.</summary>
    [JsonPropertyName("trackBagsURL")]
    public string? TrackBagsUrl { get; init; }

    /// <summary>Semantic boarding passes: the carrier's email address.</summary>
    public string? TransitProviderEmail { get; init; }

    /// <summary>Semantic boarding passes: the carrier's phone number.</summary>
    public string? TransitProviderPhoneNumber { get; init; }

    /// <summary>Semantic boarding passes: the carrier's site.</summary>
    [JsonPropertyName("transitProviderWebsiteURL")]
    public string? TransitProviderWebsiteUrl { get; init; }

    /// <summary>Semantic boarding passes: upgrade.</summary>
    [JsonPropertyName("upgradeURL")]
    public string? UpgradeUrl { get; init; }
}
