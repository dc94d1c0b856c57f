using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Checking;

/// <summary>
/// Changes that break a client built against an earlier document: an operation, parameter or response member that was removed, something
/// new that a request must have, and values that are no longer accepted. The portal's overview lists what may be added.
/// </summary>
internal sealed class Compatibility
{
    private readonly SchemaCheck _before;
    private readonly SchemaCheck _after;
    private readonly HashSet<(string, string, bool)> _seen = [];
    private readonly List<string> _breaks = [];

    private Compatibility(JsonObject before, JsonObject after)
    {
        _before = new SchemaCheck(before);
        _after = new SchemaCheck(after);
    }

    internal static IReadOnlyList<string> Breaks(JsonObject before, JsonObject after)
    {
        var comparison = new Compatibility(before, after);
        foreach (var (path, item) in before["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => member.Value is JsonObject))
                comparison.CompareOperation($"{method.ToUpperInvariant()} {path}", operation!.AsObject(),
                    after["paths"]![path]?[method]?.AsObject());
        }

        return comparison._breaks;
    }

    private void CompareOperation(string name, JsonObject before, JsonObject? after)
    {
        if (after is null)
        {
            _breaks.Add($"{name} is gone");
            return;
        }

        if (before["operationId"]?.ToString() != after["operationId"]?.ToString())
            _breaks.Add($"{name} has another operationId");
        if (before["x-required-scope"]?.ToString() != after["x-required-scope"]?.ToString())
            _breaks.Add($"{name} needs another scope");
        CompareParameters(name, Parameters(before, _before), Parameters(after, _after));
        CompareBodies(name, before["requestBody"], after["requestBody"]);
        foreach (var (status, answer) in before["responses"]!.AsObject().Where(response => response.Key[0] == '2'))
        {
            if (after["responses"]![status] is not { } present)
                _breaks.Add($"{name} no longer answers {status}");
            else
                CompareContents($"{name} answer {status}", answer!["content"], present["content"], sent: false);
        }
    }

    private void CompareParameters(string name, Dictionary<string, JsonObject> before, Dictionary<string, JsonObject> after)
    {
        foreach (var (parameter, description) in before)
        {
            if (!after.TryGetValue(parameter, out var present))
                _breaks.Add($"{name} no longer takes {parameter}");
            else
                CompareSchemas($"{name} {parameter}", description["schema"]!, present["schema"]!, sent: true);
        }

        foreach (var (parameter, description) in after.Where(parameter => IsTrue(parameter.Value["required"])
            && !(before.TryGetValue(parameter.Key, out var known) && IsTrue(known["required"]))))
            _breaks.Add($"{name} must have {parameter}: {description["description"]}");
    }

    private void CompareBodies(string name, JsonNode? before, JsonNode? after)
    {
        if (IsTrue(after?["required"]) && !IsTrue(before?["required"]))
            _breaks.Add($"{name} must have a body");
        if (before is not null)
            CompareContents($"{name} body", before["content"], after?["content"], sent: true);
    }

    private void CompareContents(string at, JsonNode? before, JsonNode? after, bool sent)
    {
        foreach (var (type, content) in before?.AsObject() ?? [])
        {
            if (after?[type] is not { } present)
                _breaks.Add($"{at} is no longer {type}");
            else
                CompareSchemas(at, content!["schema"]!, present["schema"]!, sent);
        }
    }

    private void CompareSchemas(string at, JsonNode before, JsonNode after, bool sent)
    {
        // Schemas reference each other recursively.
        if (before["$ref"] is { } first && after["$ref"] is { } second && !_seen.Add((first.ToString(), second.ToString(), sent)))
            return;
        var (was, now) = (_before.Resolve(before), _after.Resolve(after));
        if (!TypesFit(was["type"], now["type"], sent))
            _breaks.Add($"{at} was {was["type"]?.ToJsonString() ?? "anything"} and is {now["type"]?.ToJsonString() ?? "anything"}");
        if (sent)
        {
            Narrowed(at, was, now);
            foreach (var required in Names(now["required"]).Except(Names(was["required"])))
                _breaks.Add($"{at}/{required} must be sent");
        }
        else
        {
            foreach (var required in Names(was["required"]).Except(Names(now["required"])))
                _breaks.Add($"{at}/{required} may be missing");
        }

        foreach (var (member, schema) in was["properties"]?.AsObject() ?? [])
        {
            if (now["properties"]?[member] is { } present)
                CompareSchemas($"{at}/{member}", schema!, present, sent);
            else if (now["additionalProperties"] is not JsonObject
                && (!sent || now["additionalProperties"]?.GetValueKind() == System.Text.Json.JsonValueKind.False))
                _breaks.Add($"{at}/{member} is gone");
        }

        foreach (var inner in (string[])["items", "additionalProperties"])
        {
            if (was[inner] is JsonObject one && now[inner] is JsonObject other)
                CompareSchemas($"{at}/*", one, other, sent);
        }
    }

    private void Narrowed(string at, JsonObject was, JsonObject now)
    {
        if (now["enum"] is JsonArray values)
        {
            if (was["enum"] is not JsonArray known)
                _breaks.Add($"{at} takes only {values.ToJsonString()}");
            else
                _breaks.AddRange(known.Where(value => !values.Any(present => JsonNode.DeepEquals(present, value)))
                    .Select(value => $"{at} no longer takes {value?.ToJsonString()}"));
        }

        foreach (var limit in (string[])["maxLength", "maxItems", "maximum"])
        {
            if (Number(now[limit]) is { } max && !(Number(was[limit]) <= max))
                _breaks.Add($"{at} has a smaller {limit}");
        }

        foreach (var limit in (string[])["minLength", "minItems", "minimum"])
        {
            if (Number(now[limit]) is { } least && !(Number(was[limit]) >= least))
                _breaks.Add($"{at} has a larger {limit}");
        }
    }

    // A request may accept more types than before, a response may have fewer.
    private static bool TypesFit(JsonNode? was, JsonNode? now, bool sent)
    {
        var (before, after) = (Types(was), Types(now));
        return sent ? after.Count == 0 || (before.Count > 0 && before.IsSubsetOf(after)) : before.Count == 0
            || (after.Count > 0 && after.IsSubsetOf(before));
    }

    private static HashSet<string> Types(JsonNode? type)
    {
        var types = type is JsonArray several ? several.Select(one => one!.ToString()).ToHashSet() : type is null ? [] : [type.ToString()];
        if (types.Contains("number"))
            types.Add("integer");
        return types;
    }

    private static decimal? Number(JsonNode? limit) => limit?.GetValue<decimal>();

    private static IEnumerable<string> Names(JsonNode? list) => list?.AsArray().Select(name => name!.ToString()) ?? [];

    private static bool IsTrue(JsonNode? value) => value?.GetValueKind() == System.Text.Json.JsonValueKind.True;

    private static Dictionary<string, JsonObject> Parameters(JsonObject operation, SchemaCheck document) =>
        (operation["parameters"]?.AsArray() ?? [])
        .Select(parameter => document.Resolve(parameter!))
            .ToDictionary(parameter => $"{parameter["in"]} {parameter["name"]}", StringComparer.Ordinal);
}
