using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>The schemas as tables of members, at the end of the reference; operations link to them.</summary>
internal static class SchemaTables
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Lower, string Upper, string Unit)[] Ranges =
        [("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", "")];

    internal static string Readable(JsonNode node) => node.ToJsonString(Indented);

    internal static void Write(StringBuilder html, ApiReference api)
    {
        html.Append(
            """
            <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            <p>The members of requests and responses.</p>

            """);
        foreach (var (name, schema) in api.Document["components"]!["schemas"]!.AsObject())
        {
            html.Append($"<article class=\"schema\" id=\"schema-{name}\">\n<h3>{ReferencePage.Encode(name)}</h3>\n");
            if (schema!["description"]?.GetValue<string>() is { } text)
                html.Append($"<p>{ReferencePage.Inline(text)}</p>\n");

            if (schema["properties"] is JsonObject { Count: > 0 } members)
                WriteMembers(html, members, Required(schema));
            else
                html.Append($"<p>{Type(schema)}</p>\n");

            html.Append("</article>\n");
        }

        html.Append("</section>\n");
    }

    /// <summary>The type of a schema in a few words, with links to other schemas.</summary>
    internal static string Type(JsonNode schema)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            return $"<a href=\"#schema-{name}\">{name}</a>";
        }

        if (schema["enum"] is JsonArray values)
            return string.Join(" | ", values.Select(value => $"<code>{ReferencePage.Encode(value?.ToString() ?? "null")}</code>"));

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray either)
            return string.Join(" or ", either.Select(one => Type(one!)));

        var type = schema["type"] switch
        {
            null => "any JSON",
            JsonArray several => string.Join(" or ", several.Select(one => one!.GetValue<string>())),
            var one => one.GetValue<string>(),
        };
        if (type == "array")
            type = $"list of {(schema["items"] is { } item ? Type(item) : "any JSON")}";
        else if (type == "object" && schema["additionalProperties"] is JsonObject value)
            type = $"map of {Type(value)}";

        return type + Limits(schema);
    }

    private static HashSet<string> Required(JsonNode schema) =>
        schema["required"]?.AsArray().Select(member => member!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];

    private static void WriteMembers(StringBuilder html, JsonObject members, HashSet<string> required)
    {
        ReferencePage.StartTable(html, "Member", "Description");
        foreach (var (name, member) in members)
        {
            var mark = required.Contains(name) ? " <em>required</em>" : "";
            var description = member!["description"]?.GetValue<string>() is { } text ? ReferencePage.Inline(text) : "";
            html.Append($"<tr><td><code>{ReferencePage.Encode(name)}</code>{mark}<br><small>{Type(member)}</small></td>");
            html.Append($"<td>{description}</td></tr>\n");
        }

        ReferencePage.EndTable(html);
    }

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
            limits.Add($"default {ReferencePage.Encode(value.ToJsonString())}");

        return limits.Count == 0 ? "" : $" ({string.Join(", ", limits)})";
    }
}
