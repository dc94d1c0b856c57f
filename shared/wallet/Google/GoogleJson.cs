using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

internal static class GoogleJson
{
    /// <summary>Google rejects more.</summary>
    private const int MaxLocations = 10;

    /// <summary>
    /// Lays raw members over a class or object: objects member by member, anything else whole; null takes a member away. The engine's own
    /// members stay.
    /// </summary>
    /// <param name="made">What the engine made.</param>
    /// <param name="over">The raw members.</param>
    /// <param name="kind"><c>Class</c> or <c>Object</c>.</param>
    public static void Overlay(JsonObject made, JsonElement? over, string kind) =>
        Overlay(made, over, name => !GoogleRawMembers.IsEngines(kind, name));

    private static void Overlay(JsonObject made, JsonElement? over, Func<string, bool> mayOverride)
    {
        if (over is not { ValueKind: JsonValueKind.Object } members)
            return;
        foreach (var member in members.EnumerateObject().Where(member => mayOverride(member.Name)))
        {
            if (member.Value.ValueKind == JsonValueKind.Object && made[member.Name] is JsonObject inner)
                Overlay(inner, member.Value, static _ => true);
            else if (member.Value.ValueKind == JsonValueKind.Null)
                made.Remove(member.Name);
            else
                made[member.Name] = Node(member.Value);
        }
    }

    public static JsonArray? Locations(IReadOnlyList<PassLocation>? locations) => locations is not { Count: > 0 } ? null :
        [.. locations.Take(MaxLocations).Select(l => (JsonNode)new JsonObject { ["latitude"] = l.Latitude, ["longitude"] = l.Longitude })];

    private static JsonNode Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element.Clone())!,
        JsonValueKind.Array => JsonArray.Create(element.Clone())!,
        _ => JsonValue.Create(element.Clone())!,
    };
}
