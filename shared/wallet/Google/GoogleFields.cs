using System.Collections.Frozen;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Field keys that have a place of their own in Google's objects; all others become text modules.</summary>
internal static class GoogleFields
{
    private static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    private static readonly FrozenSet<string> Event = Set(
        "seat", "row", "section", "gate", "ticketHolderName", "ticketNumber", "ticketType", "confirmationCode");

    private static readonly FrozenSet<string> Flight = Set(
        "passengerName", "seat", "boardingGroup", "sequenceNumber", "seatClass", "confirmationCode");

    private static readonly FrozenSet<string> Loyalty = Set("points", "accountName", "accountId");

    private static readonly FrozenSet<string> GiftCard = Set("balance", "cardNumber", "pin", "eventNumber");

    private static readonly FrozenSet<string> Transit = Set("passengerNames", "ticketNumber", "platform", "carriage", "zone");

    public static bool HasOwnPlace(GooglePassType type, string key) => Of(type).Contains(key);

    private static FrozenSet<string> Of(GooglePassType type) => type switch
    {
        GooglePassType.EventTicket => Event,
        GooglePassType.Flight => Flight,
        GooglePassType.Loyalty => Loyalty,
        GooglePassType.GiftCard => GiftCard,
        GooglePassType.Transit => Transit,
        _ => None,
    };

    private static FrozenSet<string> Set(params string[] keys) => keys.ToFrozenSet(StringComparer.Ordinal);
}
