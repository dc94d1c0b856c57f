using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>
/// Merges the services' documents, their texts and the gateway's own operations into the one document that the portal serves and the
/// clients are generated from.
/// </summary>
internal static class Bundle
{
    private const string BasePath = "/api/v1";
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write()
    {
        var schemas = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        var examples = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        var operations = new List<Operation>();
        foreach (var service in SourceTree.Services)
            Read(service, schemas, examples, operations);
        var gateway = SourceTree.GatewayPart();
        Schemas.Finish(schemas, operations);

        var paths = new JsonObject();
        foreach (var operation in operations.OrderBy(operation => Tags.Order(operation.Tag))
            .ThenBy(operation => operation.Path, StringComparer.Ordinal))
        {
            if (!paths.ContainsKey(operation.Path))
                paths[operation.Path] = new JsonObject();
            paths[operation.Path]![operation.Method] = operation.Describe(examples);
        }

        foreach (var (path, item) in gateway["paths"]!.AsObject())
            paths[path] = item!.DeepClone();
        foreach (var (name, schema) in gateway["schemas"]!.AsObject())
            schemas[Schemas.PublicName(name)] = schema!.DeepClone();

        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = Preamble.Info(),
            ["servers"] = Preamble.Servers(),
            ["security"] = new JsonArray(new JsonObject { ["ApiKey"] = new JsonArray() }, new JsonObject { ["Bearer"] = new JsonArray() }),
            ["tags"] = Tags.Describe(paths),
            ["paths"] = paths,
            ["webhooks"] = EventDeliveries.Describe(),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = Preamble.SecuritySchemes(
                    operations.Select(operation => operation.Scope).OfType<string>().Concat(GatewayScopes(gateway))),
                ["parameters"] = Answers.Parameters(),
                ["headers"] = Answers.Headers(),
                ["responses"] = Answers.Responses(gateway["responses"]!.AsObject()),
                ["schemas"] = new JsonObject(schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)
                    .Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value))),
            },
        };
        Schemas.Rename(document);
        Schemas.DropUnused(document);
        return document.ToJsonString(Readable) + "\n";
    }

    private static IEnumerable<string> GatewayScopes(JsonObject gateway) => gateway["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject()).Select(member => member.Value as JsonObject)
        .Select(operation => operation?["x-required-scope"]?.GetValue<string>()).OfType<string>();

    private static void Read(string service, Dictionary<string, JsonNode> schemas, Dictionary<string, JsonNode> examples,
        List<Operation> operations)
    {
        var document = SourceTree.Document(service);
        var texts = SourceTree.Texts(service);
        foreach (var (name, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
        {
            if (schemas.TryGetValue(name, out var known) && !JsonNode.DeepEquals(known, schema))
                throw new InvalidOperationException(
                    $"Two services describe a schema '{name}' differently. Rename one of the types.");
            schemas[name] = schema!.DeepClone();
        }

        Schemas.Apply(texts["schemas"]?.AsObject() ?? [], schemas, service);
        foreach (var (name, example) in texts["examples"]?.AsObject() ?? [])
            examples[name] = example!.DeepClone();

        var texted = texts["operations"]!.AsObject();
        var unused = texted.Select(text => text.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, item) in document["paths"]?.AsObject() ?? [])
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var relative = path[BasePath.Length..].TrimEnd('/');
                var name = $"{method.ToUpperInvariant()} {relative}";
                unused.Remove(name);
                operations.Add(new Operation(relative, method, operation!.AsObject(), texted[name]?.AsObject()
                    ?? throw new InvalidOperationException(
                        $"services/{service}/OpenApi/operations.json has no entry for '{name}'. Add its id, summary and examples.")));
            }
        }

        if (unused.Count > 0)
            throw new InvalidOperationException(
                $"services/{service}/OpenApi/operations.json describes operations that the service does not have: "
                + $"{string.Join(", ", unused)}.");
    }
}
