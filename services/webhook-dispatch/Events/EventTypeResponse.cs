using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Webhooks.Events;

/// <summary>A type of event.</summary>
/// <param name="Type">The name.</param>
/// <param name="Description">When the event is sent.</param>
/// <param name="Schema">JSON Schema (2020-12) of the payload.</param>
/// <param name="Example">An example payload.</param>
public sealed record EventTypeResponse(string Type, string Description, JsonNode Schema, JsonNode Example)
{
    internal static IReadOnlyList<EventTypeResponse> All { get; } = [.. PublicEventTypes.All.Select(From)];

    private static EventTypeResponse From(PublicEventType type) => new(type.Name, type.Description, SchemaOf(type), new JsonObject
    {
        ["id"] = "evt_01kb2m9q6r3t5v7x9z1b3d5f7h",
        ["type"] = type.Name,
        ["timestamp"] = "2026-11-22T10:00:00Z",
        ["organizationId"] = "org_01kb2m6d0e2g4j6m8p0r2t4w6y",
        ["data"] = Node(type.Data.Example),
    });

    private static JsonObject SchemaOf(PublicEventType type) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["type"] = "object",
        ["required"] = new JsonArray("id", "type", "timestamp", "organizationId", "data"),
        ["properties"] = new JsonObject
        {
            ["id"] = new JsonObject
            {
                ["type"] = "string",
                ["pattern"] = "^evt_",
                ["description"] = "The same in every attempt: handle it once.",
            },
            ["type"] = new JsonObject { ["const"] = type.Name },
            ["timestamp"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            ["organizationId"] = new JsonObject { ["type"] = "string", ["pattern"] = "^org_" },
            ["data"] = Node(type.Data.Schema),
        },
    };

    private static JsonNode Node(JsonElement element) => JsonNode.Parse(element.GetRawText())!;
}
