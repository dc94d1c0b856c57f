using System.Text;
using System.Text.Json.Nodes;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>
/// The members of an operation's bodies, nested ones unfolded in place. A schema that occurs again on the way is linked to its first place.
/// </summary>
/// <param name="api">The document.</param>
/// <param name="prefix">Makes anchors unique on the page: the operation's id.</param>
internal sealed class SchemaMembers(ApiReference api, string prefix)
{
    private static readonly (string Lower, string Upper, string Unit)[] Ranges =
        [("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", "")];

    private readonly HashSet<string> _written = [];

    /// <summary>All schemas, each with its members, for who follows a link from a type.</summary>
    internal static string WriteSchemas(ApiReference api)
    {
        var html = new StringBuilder(256 * 1024);
        html.Append("<h1>Schemas</h1>\n<p class=\"lead\">The members of requests and responses, by name.</p>\n");
        foreach (var (name, schema) in api.Schemas)
        {
            html.Append($"<article class=\"schema\" id=\"schema-{name}\">\n<h2>{Encode(name)}</h2>\n");
            if (schema!["description"]?.GetValue<string>() is { } text)
                html.Append($"<p>{Inline(text)}</p>\n");
            if (schema["properties"] is JsonObject { Count: > 0 } members)
            {
                html.Append("<ul class=\"members\">\n");
                foreach (var (member, value) in members)
                    WriteMember(html, api, member, value!, IsRequired(schema, member), "");
                html.Append("</ul>\n");
            }
            else
            {
                html.Append($"<p>{Type(api, schema)}</p>\n");
            }

            html.Append("</article>\n");
        }

        return html.ToString();
    }

    /// <summary>The members of a body.</summary>
    internal void Write(StringBuilder html, JsonNode schema)
    {
        var nested = Nested(schema);
        if (nested.Count == 0)
            html.Append($"<p>{Type(api, schema)}</p>\n");
        foreach (var part in nested)
            WriteMembers(html, part);
    }

    /// <summary>The type of a schema in a few words: constants are listed, other named schemas linked.</summary>
    internal static string Type(ApiReference api, JsonNode schema)
    {
        if (ApiReference.NameOf(schema) is { } name)
        {
            return api.Schemas[name]!["enum"] is JsonArray constants
                ? Constants(constants)
                : $"<a href=\"/docs/reference/schemas#schema-{name}\">{name}</a>";
        }

        if (schema["enum"] is JsonArray values)
            return Constants(values);

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray either)
            return string.Join(" or ", either.Select(one => Type(api, one!)));

        var type = schema["type"] switch
        {
            null => "any JSON",
            JsonArray several => string.Join(" or ", several.Select(one => one!.GetValue<string>())),
            var one => one.GetValue<string>(),
        };
        if (type == "array")
            type = $"list of {(schema["items"] is { } item ? Type(api, item) : "any JSON")}";
        else if (type == "object" && schema["additionalProperties"] is JsonObject value)
            type = $"map of {Type(api, value)}";

        return type + Limits(schema);
    }

    /// <summary>Whether a body is a file instead of JSON.</summary>
    internal static bool IsFile(JsonNode schema) => schema["format"]?.GetValue<string>() == "binary";

    private void WriteMembers(StringBuilder html, JsonNode schema)
    {
        if (ApiReference.NameOf(schema) is { } name && !_written.Add(name))
        {
            html.Append($"<p>The members of <a href=\"#{Anchor(name)}\">{name}</a>, as shown before.</p>\n");
            return;
        }

        var open = api.Resolve(schema);
        var id = ApiReference.NameOf(schema) is { } own ? $" id=\"{Anchor(own)}\"" : "";
        html.Append($"<ul class=\"members\"{id}>\n");
        foreach (var (member, value) in open["properties"]!.AsObject())
        {
            var inner = new StringBuilder();
            var nested = Nested(value!);
            if (nested.Count > 0)
            {
                inner.Append($"<details><summary>Members of <code>{Encode(member)}</code></summary>\n");
                foreach (var part in nested)
                    WriteMembers(inner, part);
                inner.Append("</details>\n");
            }

            WriteMember(html, api, member, value!, IsRequired(open, member), inner.ToString());
        }

        html.Append("</ul>\n");
    }

    private static void WriteMember(StringBuilder html, ApiReference api, string name, JsonNode member, bool isRequired, string inner)
    {
        html.Append($"<li><code>{Encode(name)}</code> <small>{Type(api, member)}</small>{(isRequired ? " <em>required</em>" : "")}");
        if (member["description"]?.GetValue<string>() is { } text)
            html.Append($"<p>{Inline(text)}</p>");
        html.Append(inner).Append("</li>\n");
    }

    // The objects that a value holds: itself, its items, the values of a map, or each of several forms.
    private List<JsonNode> Nested(JsonNode schema)
    {
        var open = api.Resolve(schema);
        if (open["properties"] is JsonObject { Count: > 0 })
            return [schema];
        if ((open["oneOf"] ?? open["anyOf"]) is JsonArray either)
            return [.. either.SelectMany(one => Nested(one!))];
        return (open["items"] ?? open["additionalProperties"]) is JsonObject inner ? Nested(inner) : [];
    }

    private string Anchor(string schema) => $"{prefix}-{schema}";

    private static bool IsRequired(JsonNode schema, string member) =>
        schema["required"] is JsonArray required && required.Any(one => one!.GetValue<string>() == member);

    private static string Constants(JsonArray values) =>
        string.Join(" | ", values.Select(value => $"<code>{Encode(value?.ToString() ?? "null")}</code>"));

    private static string Limits(JsonNode schema)
    {
        List<string> limits = [];
        if (schema["format"]?.GetValue<string>() is "date-time" or "binary" or "uri")
            limits.Add(schema["format"]!.GetValue<string>());

        foreach (var (lower, upper, unit) in Ranges)
        {
            if (schema[lower] is null && schema[upper] is null)
                continue;
            var from = schema[lower] is { } min ? $"{min} to " : "at most ";
            limits.Add($"{from}{schema[upper]?.ToString() ?? "any"}{unit}");
        }

        if (schema["default"] is { } value)
            limits.Add($"default {Encode(value.ToJsonString())}");

        return limits.Count == 0 ? "" : $" ({string.Join(", ", limits)})";
    }
}
