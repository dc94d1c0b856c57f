using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Passinstance.OpenApi.Checking;

/// <summary>Validates JSON against a schema of the document: the part of JSON Schema 2020-12 that the document uses.</summary>
internal sealed class SchemaCheck(JsonObject document)
{
    /// <summary>The mismatches, each with a pointer into the value.</summary>
    internal IReadOnlyList<string> Errors(JsonNode? value, JsonNode schema)
    {
        var errors = new List<string>();
        Check(value, schema, "", errors);
        return errors;
    }

    /// <summary>The schema behind a reference into the document.</summary>
    internal JsonObject Resolve(JsonNode schema)
    {
        var open = schema.AsObject();
        while (open["$ref"]?.GetValue<string>() is { } reference)
            open = Find(reference);
        return open;
    }

    /// <summary>Follows a reference such as <c>#/components/responses/NotFound</c>.</summary>
    internal JsonObject Find(string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode)document, (node, part) =>
        node[part.Replace("~1", "/", StringComparison.Ordinal)] ?? throw new InvalidOperationException($"{reference} does not exist."))
            .AsObject();

    private void Check(JsonNode? value, JsonNode schema, string at, List<string> errors)
    {
        var open = Resolve(schema);
        if (open["type"] is { } type && !HasType(value, type))
        {
            errors.Add($"{At(at)} is {Kind(value)}, not {type.ToJsonString()}");
            return;
        }

        if (open["enum"] is JsonArray values && !values.Any(known => JsonNode.DeepEquals(known, value)))
            errors.Add($"{At(at)} is {value?.ToJsonString()}, not one of {values.ToJsonString()}");
        foreach (var part in open["allOf"]?.AsArray() ?? [])
            Check(value, part!, at, errors);
        if ((open["oneOf"] ?? open["anyOf"]) is JsonArray either && !either.Any(one => Errors(value, one!).Count == 0))
            errors.Add($"{At(at)} fits none of the schemas");
        if (value is JsonObject members)
            CheckMembers(members, open, at, errors);
        if (value is JsonArray items)
            CheckItems(items, open, at, errors);
        if (value is JsonValue && Kind(value) == "string")
            CheckText(value.GetValue<string>(), open, at, errors);
        if (value is JsonValue && Kind(value) is "number" or "integer")
            CheckNumber(double.Parse(value!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture), open, at, errors);
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string at, List<string> errors)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey(required!.GetValue<string>()))
                errors.Add($"{At(at)} lacks {required}");
        }

        foreach (var (name, value) in members)
        {
            if (schema["properties"]?[name] is { } known)
                Check(value, known, $"{at}/{name}", errors);
            else if (schema["additionalProperties"] is JsonObject any)
                Check(value, any, $"{at}/{name}", errors);
            else if (schema["additionalProperties"]?.GetValueKind() == System.Text.Json.JsonValueKind.False)
                errors.Add($"{at}/{name} is not described");
        }
    }

    private void CheckItems(JsonArray items, JsonObject schema, string at, List<string> errors)
    {
        if (schema["maxItems"]?.GetValue<int>() is { } max && items.Count > max)
            errors.Add($"{At(at)} has more than {max} items");
        if (schema["minItems"]?.GetValue<int>() is { } least && items.Count < least)
            errors.Add($"{At(at)} has fewer than {least} items");
        for (var i = 0; schema["items"] is { } item && i < items.Count; i++)
            Check(items[i], item, $"{at}/{i}", errors);
    }

    private static void CheckText(string text, JsonObject schema, string at, List<string> errors)
    {
        if (schema["pattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(text, pattern))
            errors.Add($"{At(at)} does not fit {pattern}");
        if (schema["maxLength"]?.GetValue<int>() is { } max && text.Length > max)
            errors.Add($"{At(at)} is longer than {max}");
        if (schema["minLength"]?.GetValue<int>() is { } least && text.Length < least)
            errors.Add($"{At(at)} is shorter than {least}");
        if (schema["format"]?.GetValue<string>() == "date-time"
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _))
            errors.Add($"{At(at)} is no date-time");
    }

    private static void CheckNumber(double number, JsonObject schema, string at, List<string> errors)
    {
        if (schema["maximum"] is { } max && number > max.GetValue<double>())
            errors.Add($"{At(at)} is more than {max}");
        if (schema["minimum"] is { } least && number < least.GetValue<double>())
            errors.Add($"{At(at)} is less than {least}");
    }

    private static bool HasType(JsonNode? value, JsonNode type) => type is JsonArray types
        ? types.Any(one => HasType(value, one!))
        : type.GetValue<string>() is var name && (Kind(value) == name || (name == "number" && Kind(value) == "integer"));

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
        _ => "boolean",
    };

    private static string At(string pointer) => pointer.Length == 0 ? "/" : pointer;
}
