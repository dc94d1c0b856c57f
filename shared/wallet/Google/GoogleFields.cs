using System.Collections.Frozen;

namespace Passinstance.Wallet.Google;

/// <summary>Field keys that have a place of their own in Google's objects; all others become text modules.</summary>
internal static class GoogleFields
{
    private static readonly FrozenSet<string> None = FrozenSet<string>.Empty;

    private static readonly FrozenSet<string> Event =
        new[] { "seat", "row", "section", "gate", "ticketHolderName", "ticketNumber", "ticketType", "confirmationCode" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Flight =
        new[] { "passengerName", "seat", "boardingGroup", "sequenceNumber", "seatClass", "confirmationCode" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Loyalty = new[] { "points", "accountName", "accountId" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> GiftCard = new[] { "balance", "cardNumber", "pin", "eventNumber" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Transit = new[] { "passengerNames", "ticketNumber", "platform", "carriage", "zone" }.ToFrozenSet(StringComparer.Ordinal);

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
}
