using System.Text.Json.Serialization;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>The style of a pass, by the names Apple gives the style dictionaries. It also chooses Google's type.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PassType>))]
public enum PassType
{
    /// <summary>A ticket for one journey by air, boat, bus or train.</summary>
    BoardingPass,

    /// <summary>A coupon, special offer or other discount.</summary>
    Coupon,

    /// <summary>A ticket to an event: a concert, a film, a match.</summary>
    EventTicket,

    /// <summary>Any other pass: a membership, a gym card, a claim ticket.</summary>
    Generic,

    /// <summary>A loyalty card, discount card, points card or gift card of a store.</summary>
    StoreCard,
}
