using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>The document's <c>webhooks</c>: what a receiver gets for each event, from the catalog that webhook-dispatch sends by.</summary>
internal static class EventDeliveries
{
    internal static JsonObject Describe()
    {
        var webhooks = new JsonObject();
        foreach (var (type, entry) in SourceTree.EventCatalog("events"))
        {
            var data = SourceTree.EventCatalog(entry!["data"]!.GetValue<string>());
            webhooks[type] = new JsonObject { ["post"] = Describe(type, entry["description"]!.GetValue<string>(), data) };
        }

        return webhooks;
    }

    private static JsonObject Describe(string type, string description, JsonObject data) => new()
    {
        ["operationId"] = type,
        ["summary"] = type,
        ["description"] = description,
        ["tags"] = new JsonArray("Events"),
        ["security"] = new JsonArray(),
        ["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("id", "type", "timestamp", "organizationId", "data"),
                        ["properties"] = new JsonObject
                        {
                            ["id"] = Text("The event, the same in every attempt.", ("pattern", "^evt_")),
                            ["type"] = Text("The kind of event.", ("const", type)),
                            ["timestamp"] = Text("When it happened.", ("format", "date-time")),
                            ["organizationId"] = Text("The organization whose event it is.", ("pattern", "^org_")),
                            ["data"] = data["schema"]!.DeepClone(),
                        },
                    },
                    ["example"] = new JsonObject
                    {
                        ["id"] = "evt_01kb2m9q6r3t5v7x9z1b3d5f7h",
                        ["type"] = type,
                        ["timestamp"] = "2026-11-22T10:00:00Z",
                        ["organizationId"] = "org_01kb2m6d0e2g4j6m8p0r2t4w6y",
                        ["data"] = data["example"]!.DeepClone(),
                    },
                },
            },
        },
        ["responses"] = new JsonObject
        {
            ["2XX"] = new JsonObject { ["description"] = "The event is stored. Any other response is retried." },
        },
    };

    private static JsonObject Text(string description, (string Key, string Value) rule) => new()
    {
        ["type"] = "string",
        ["description"] = description,
        [rule.Key] = rule.Value,
    };
}
