using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>Turns the schemas of the services' builds into those that readers and client generators need.</summary>
internal static class Schemas
{
    private const string Reference = "#/components/schemas/";
    private const string Members = "x-members";
    private const string PagePrefix = "PageOf";

    // .NET types that stand for any JSON value. All others have the API's names, and only lose the suffix Response.
    private static readonly string[] AnyJson = ["JsonElement", "JsonNode"];

    internal static string PublicName(string name) =>
        name.StartsWith(PagePrefix, StringComparison.Ordinal) ? PublicName(name[PagePrefix.Length..]) + "Page"
        : AnyJson.Contains(name) ? nameof(AnyJson)
        : name.EndsWith("Response", StringComparison.Ordinal) ? name[..^"Response".Length] : name;

    internal static string? NameOf(JsonNode? schema) =>
        schema?["$ref"]?.GetValue<string>() is { } reference && reference.StartsWith(Reference, StringComparison.Ordinal)
            ? reference[Reference.Length..] : null;

    /// <summary>
    /// Applies the additions of operations.json to the schemas: a merge patch, after copying another schema where it is named.
    /// </summary>
    internal static void Apply(JsonObject changes, Dictionary<string, JsonNode> schemas, string service)
    {
        foreach (var (name, change) in changes)
        {
            var patch = change!.DeepClone().AsObject();
            if (patch.Remove("$copy", out var source))
                schemas[name] = schemas[source!.GetValue<string>()].DeepClone();
            if (!schemas.TryGetValue(name, out var schema))
                throw new InvalidOperationException(
                    $"services/{service}/OpenApi/operations.json changes a schema '{name}' that the service does not have.");
            Merge(schema.AsObject(), patch);
        }
    }

    /// <summary>Adds member descriptions, marks what responses always have, and removes null where null means the same as absent.</summary>
    internal static void Finish(Dictionary<string, JsonNode> schemas, IReadOnlyCollection<Operation> operations)
    {
        var sent = Reach(operations.Select(operation => operation.RequestSchema).OfType<string>(), schemas);
        foreach (var (name, schema) in schemas.ToArray())
        {
            var open = schema.AsObject();
            if (name == "PassValue")
                open["type"] = new JsonArray("string", "number");
            if (PublicName(name) == "AnyJson")
                open["description"] = "Any JSON value.";
            Simplify(open);
            open.Remove(Members, out var members);
            var nullable = (members?.AsObject() ?? []).Where(member => member.Value!["nullable"]!.GetValue<bool>())
                .Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var (member, value) in open["properties"]?.AsObject() ?? [])
            {
                if (!nullable.Contains(member))
                    Simplify(value!);
                if (members?[member]?["description"]?.GetValue<string>() is { } text)
                    value!["description"] = text;
                if (members?[member]?["constants"] is JsonObject constants)
                    List(constants, value!.AsObject(), schemas);
            }

            if (sent.Contains(name) || members is null)
                continue;
            open.Remove("additionalProperties");
            var present = members.AsObject().Where(member => member.Value!["present"]!.GetValue<bool>() || nullable.Contains(member.Key))
                .Select(member => member.Key).Order(StringComparer.Ordinal).ToArray();
            if (present.Length > 0)
                open["required"] = new JsonArray([.. present.Select(member => JsonValue.Create(member))]);
        }
    }

    // A member that takes Apple's constants refers to a schema that lists them.
    private static void List(JsonObject constants, JsonObject member, Dictionary<string, JsonNode> schemas)
    {
        var name = constants["name"]!.GetValue<string>();
        schemas[name] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = constants["description"]?.DeepClone(),
            ["enum"] = constants["values"]!.DeepClone(),
        };
        var one = member["items"] as JsonObject ?? member;
        one.Remove("type");
        one["$ref"] = Reference + name;
    }

    /// <summary>Removes null from a schema's types.</summary>
    internal static void Simplify(JsonNode schema)
    {
        var open = schema.AsObject();
        if (open["type"] is JsonArray types)
        {
            var kept = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToArray();
            open["type"] = kept.Length == 1 ? JsonValue.Create(kept[0]) : new JsonArray([.. kept.Select(type => JsonValue.Create(type))]);
        }

        if (open["enum"] is JsonArray values)
        {
            foreach (var none in values.Where(value => value is null).ToArray())
                values.Remove(none);
            open["type"] ??= "string";
        }

        // Written by a converter, whose type the build does not know.
        if (open["format"]?.ToString() == "date-time")
            open["type"] = "string";

        if (open["oneOf"] is JsonArray { Count: 2 } either && either.FirstOrDefault(one => one!["type"]?.ToString() == "null")
            is { } missing)
        {
            either.Remove(missing);
            var only = either[0]!.AsObject();
            open.Remove("oneOf");
            foreach (var (key, value) in only)
                open[key] = value?.DeepClone();
        }

        if (open["items"] is JsonObject items)
            Simplify(items);
        if (open["additionalProperties"] is JsonObject values2)
            Simplify(values2);
    }

    /// <summary>The example of a schema; a page's is made from its row's.</summary>
    internal static JsonNode Example(string name, IReadOnlyDictionary<string, JsonNode> examples)
    {
        if (examples.TryGetValue(name, out var example))
            return example;
        return name.StartsWith(PagePrefix, StringComparison.Ordinal)
            ? new JsonObject
            {
                ["data"] = new JsonArray(Example(name[PagePrefix.Length..], examples).DeepClone()),
                ["hasMore"] = false,
                ["nextCursor"] = null
            }
            : throw new InvalidOperationException(
                $"There is no example for the schema '{name}'. Add one to examples in the service's OpenApi/operations.json.");
    }

    /// <summary>Renames every schema to its public name, wherever it is referenced.</summary>
    internal static void Rename(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var renamed = new JsonObject();
        foreach (var (name, schema) in schemas.OrderBy(schema => PublicName(schema.Key), StringComparer.Ordinal))
        {
            if (!renamed.TryAdd(PublicName(name), schema?.DeepClone()) && !JsonNode.DeepEquals(renamed[PublicName(name)], schema))
                throw new InvalidOperationException(
                    $"Two schemas would be called '{PublicName(name)}'. Rename one of the types, or add it to "
                    + $"{nameof(Schemas)}.cs.");
        }

        document["components"]!["schemas"] = renamed;
        foreach (var reference in References(document))
            reference["$ref"] = Reference + PublicName(NameOf(reference)!);
    }

    internal static void DropUnused(JsonObject document)
    {
        var components = document["components"]!.AsObject();
        var schemas = components["schemas"]!.AsObject();
        var elsewhere = document.DeepClone().AsObject();
        elsewhere["components"]!["schemas"] = new JsonObject();
        var used = Reach(References(elsewhere).Select(reference => NameOf(reference)!),
            schemas.ToDictionary(schema => schema.Key, schema => schema.Value!));
        foreach (var name in schemas.Select(schema => schema.Key).Except(used).ToArray())
            schemas.Remove(name);
        foreach (var kind in (string[])["parameters", "headers", "responses"])
        {
            var text = document.ToJsonString();
            foreach (var name in components[kind]!.AsObject().Select(component => component.Key)
                .Where(name => !text.Contains($"#/components/{kind}/{name}\"", StringComparison.Ordinal)).ToArray())
                components[kind]!.AsObject().Remove(name);
        }
    }

    private static HashSet<string> Reach(IEnumerable<string> from, Dictionary<string, JsonNode> schemas)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(from);
        while (open.TryDequeue(out var name))
        {
            if (!reached.Add(name) || !schemas.TryGetValue(name, out var schema))
                continue;
            foreach (var reference in References(schema))
                open.Enqueue(NameOf(reference)!);
        }

        return reached;
    }

    // Examples may hold anything, also a member called $ref; a schema member called example is not an example.
    private static JsonObject[] References(JsonNode? node, bool isMap = false) => node switch
    {
        JsonObject open when !isMap && NameOf(open) is not null => [open],
        JsonObject open => open.Where(member => isMap || member.Key is not ("example" or "examples"))
            .SelectMany(member => References(member.Value, !isMap && member.Key == "properties")).ToArray(),
        JsonArray list => list.SelectMany(item => References(item)).ToArray(),
        _ => [],
    };

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
                target.Remove(key);
            else if (value is JsonObject change && target[key] is JsonObject present)
                Merge(present, change);
            else
                target[key] = value.DeepClone();
        }
    }
}
