using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>Dates among raw keys of pass.json: a device reads them as it reads those that the engine knows.</summary>
internal static class RawDates
{
    /// <summary>The value with its dates as devices take them.</summary>
    public static JsonNode? WithoutFractions(string name, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (member, inner) in members.ToArray())
                    members[member] = WithoutFractions(member, inner?.DeepClone());
                return members;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => WithoutFractions(name, item?.DeepClone()))]);
            case JsonValue text when MemberRules.IsDate(name) && text.TryGetValue(out string? date):
                return IsoDate.WithoutFraction(date);
            default:
                return value;
        }
    }
}
