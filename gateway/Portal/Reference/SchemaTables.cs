using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>The schemas as tables of members, at the end of the reference; operations link to them.</summary>
internal static class SchemaTables
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Readable(JsonNode node) => node.ToJsonString(Indented);

    internal static void Write(StringBuilder html, ApiReference api)
    {
        html.Append("<section aria-labelledby=\"schemas\">\n<h2 id=\"schemas\">Schemas</h2>\n<p>The members of requests and answers.</p>\n");
        foreach (var (name, schema) in api.Document["components"]!["schemas"]!.AsObject())
        {
            html.Append("<article class=\"schema\" id=\"schema-").Append(name).Append("\">\n<h3>").Append(ReferencePage.Encode(name)).Append("</h3>\n");
            if (schema!["description"]?.GetValue<string>() is { } text)
                html.Append("<p>").Append(ReferencePage.Inline(text)).Append("</p>\n");
            if (schema["properties"] is JsonObject { Count: > 0 } members)
                Members(html, members, schema["required"]?.AsArray().Select(member => member!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? []);
            else
                html.Append("<p>").Append(Type(schema)).Append("</p>\n");
            html.Append("</article>\n");
        }

        html.Append("</section>\n");
    }

    /// <summary>What kind of value a schema takes, in a few words, with links to other schemas.</summary>
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
            var one when one.GetValue<string>() == "array" => $"list of {(schema["items"] is { } item ? Type(item) : "any JSON")}",
            var one when one.GetValue<string>() == "object" && schema["additionalProperties"] is JsonObject value => $"map of {Type(value)}",
            var one => one.GetValue<string>(),
        };
        return type + Limits(schema);
    }

    private static void Members(StringBuilder html, JsonObject members, HashSet<string> required)
    {
        html.Append("<div class=\"table\"><table><thead><tr><th scope=\"col\">Member</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n");
        foreach (var (name, member) in members)
        {
            html.Append("<tr><td><code>").Append(ReferencePage.Encode(name)).Append("</code>").Append(required.Contains(name) ? " <em>required</em>" : "").Append("<br><small>").Append(Type(member!)).Append("</small></td><td>")
                .Append(member!["description"]?.GetValue<string>() is { } text ? ReferencePage.Inline(text) : "").Append("</td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static string Limits(JsonNode schema)
    {
        List<string> limits = [];
        if (schema["format"]?.GetValue<string>() is "date-time" or "binary" or "uri")
            limits.Add(schema["format"]!.GetValue<string>());
        foreach (var (lower, upper, what) in ((string, string, string)[])[("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", "")])
        {
            if (schema[lower] is not null || schema[upper] is not null)
                limits.Add($"{(schema[lower] is { } least ? $"{least} to " : "at most ")}{schema[upper]?.ToString() ?? "any"}{what}");
        }

        if (schema["default"] is { } value)
            limits.Add($"default {ReferencePage.Encode(value.ToJsonString())}");
        return limits.Count == 0 ? "" : $" ({string.Join(", ", limits)})";
    }
}
