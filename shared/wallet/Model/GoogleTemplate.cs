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

/// <summary>Settings of a template for Google Wallet only.</summary>
public sealed record GoogleTemplate
{
    /// <summary>Google's pass type. Default: derived from the pass type and the transit type.</summary>
    public GooglePassType? Type { get; init; }

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
