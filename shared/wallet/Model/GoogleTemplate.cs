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

/// <summary>The parts of a template that only Google Wallet has.</summary>
public sealed record GoogleTemplate
{
    /// <summary>Google's type; by default chosen by the pass type and the data of the journey.</summary>
    public GooglePassType? Type { get; init; }

    /// <summary>The public https address of the logo: PNG, square, at least 660 pixels. Google fetches it.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>The public https address of a wide logo: 1280 by 400 pixels.</summary>
    public string? WideLogoUrl { get; init; }

    /// <summary>The public https address of the picture on the card: 1032 by 336 pixels.</summary>
    public string? HeroImageUrl { get; init; }

    /// <summary>Where Google reports saves and deletes: a public https address.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Google keys laid over the class that the engine makes; checked against Google's field lists.</summary>
    public JsonElement? Class { get; init; }

    /// <summary>Google keys laid over every object that the engine makes; checked against Google's field lists.</summary>
    public JsonElement? Object { get; init; }
}
