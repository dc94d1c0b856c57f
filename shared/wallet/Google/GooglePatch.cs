using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>The smallest PATCH body from one version of an object or class to the next.</summary>
public static class GooglePatch
{
    /// <summary>
    /// Members whose change Google can notify the holder of. Each patch requests it; at most 3 per pass in 24 hours.
    /// </summary>
    private static readonly FrozenDictionary<GooglePassType, string[]> Notifying = new Dictionary<GooglePassType, string[]>
    {
        [GooglePassType.EventTicket] = ["seatInfo", "reservationInfo", "ticketType", "ticketHolderName"],
        [GooglePassType.Flight] = ["boardingAndSeatingInfo", "reservationInfo", "passengerName"],
        [GooglePassType.Loyalty] = ["loyaltyPoints", "secondaryLoyaltyPoints"],
        [GooglePassType.GiftCard] = ["balance"],
        [GooglePassType.Transit] = ["ticketLeg", "ticketLegs", "ticketStatus"],
    }.ToFrozenDictionary();

    /// <summary>The patch from one version of a pass to the next.</summary>
    /// <param name="template">The template.</param>
    /// <param name="before">The pass as Google has it.</param>
    /// <param name="after">The pass as it should be.</param>
    /// <param name="notify">Whether to notify the holder, where the type and the change allow it.</param>
    /// <returns>The body; null when nothing differs.</returns>
    public static JsonObject? Between(PreparedGoogleTemplate template, WalletPass before, WalletPass after, bool notify) =>
        Between(template.Type, template.Object(before), template.Object(after), notify);

    /// <summary>The patch from one version of an object to the next.</summary>
    /// <param name="type">The object's type.</param>
    /// <param name="before">The object as Google has it.</param>
    /// <param name="after">The object as it should be.</param>
    /// <param name="notify">Whether to notify the holder, where the type and the change allow it.</param>
    /// <returns>The body; null when nothing differs.</returns>
    public static JsonObject? Between(GooglePassType type, JsonObject before, JsonObject after, bool notify)
    {
        var patch = Difference(before, after);
        if (patch.Count == 0)
            return null;
        if (notify && Notifying.TryGetValue(type, out var members) && members.Any(patch.ContainsKey))
            patch["notifyPreference"] = "NOTIFY_ON_UPDATE";
        return patch;
    }

    /// <summary>Objects are merged member by member; arrays are replaced whole; what is gone is null.</summary>
    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in after)
        {
            var old = before[name];
            if (old is JsonObject inner && value is JsonObject now)
            {
                var change = Difference(inner, now);
                if (change.Count > 0)
                    patch[name] = change;
            }
            else if (!JsonNode.DeepEquals(old, value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        foreach (var (name, old) in before)
        {
            if (old is not null && !after.ContainsKey(name))
                patch[name] = null;
        }

        return patch;
    }
}
