using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>
/// The reference as one page of plain HTML, generated from the OpenAPI document. It can be read without JavaScript; reference.js adds
/// search and copy buttons.
/// </summary>
internal static partial class ReferencePage
{
    internal static string Write(ApiReference api, string frame)
    {
        var html = new StringBuilder(512 * 1024);
        html.Append(
            $"""
            <h1>Reference</h1>
            <p class="lead">{api.Operations.Count} operations. The base URL is <code>{Encode(api.PublicUrl)}/api/v1</code>;
            append the path shown.</p>
            <p><a href="/docs/openapi.json">Download the OpenAPI 3.1 document</a>, or <a href="/docs/try">try the API in your browser</a>.
            The samples read your API key from the environment variable <code>PASSINSTANCE_KEY</code>.</p>
            <div class="filter" id="filter" hidden><label for="search">Search operations</label><input type="search" id="search"
            autocomplete="off" spellcheck="false" aria-describedby="shown"><p id="shown" role="status"></p></div>

            """);
        WriteContents(html, api);
        foreach (var tag in api.Document["tags"]!.AsArray())
        {
            var name = tag!["name"]!.GetValue<string>();
            html.Append(
                $"""
                <section class="resource" aria-labelledby="{Anchor(name)}">
                <h2 id="{Anchor(name)}">{Encode(name)}</h2>
                <p>{Inline(tag["description"]!.GetValue<string>())}</p>

                """);
            foreach (var operation in api.Operations.Where(operation => operation.Tag == name))
                Write(html, operation);

            html.Append("</section>\n");
        }

        SchemaTables.Write(html, api);
        return frame.Replace("{{reference}}", html.ToString(), StringComparison.Ordinal);
    }

    internal static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text with code in backticks.</summary>
    internal static string Inline(string text) => Code().Replace(Encode(text), "<code>$1</code>");

    private static string Anchor(string tag) => tag.ToLowerInvariant().Replace(' ', '-');

    private static void WriteContents(StringBuilder html, ApiReference api)
    {
        html.Append("<nav class=\"contents\" aria-label=\"Operations\">\n");
        foreach (var resource in api.Operations.GroupBy(operation => operation.Tag))
        {
            html.Append($"<details class=\"resource\" open><summary>{Encode(resource.Key)}</summary><ul>\n");
            foreach (var operation in resource)
            {
                var link = $"<a href=\"#{operation.Id}\">{Route(operation)} <span>{Encode(operation.Summary)}</span></a>";
                html.Append($"<li data-operation=\"{operation.Id}\">{link}</li>\n");
            }

            html.Append("</ul></details>\n");
        }

        html.Append("</nav>\n");
    }

    private static string Route(ReferenceOperation operation) =>
        $"<span class=\"method\">{operation.Method}</span> <code>{Encode(operation.Path)}</code>";

    private static void Write(StringBuilder html, ReferenceOperation operation)
    {
        html.Append(
            $"""
            <article class="operation" id="{operation.Id}" aria-labelledby="{operation.Id}-name">
            <h3 id="{operation.Id}-name">{Encode(operation.Summary)}</h3>
            <p class="route">{Route(operation)}</p>
            <p>{Inline(operation.Description)}</p>

            """);
        WriteParameters(html, operation);
        WriteBody(html, operation);
        WriteResponses(html, operation);
        foreach (var (index, (language, code)) in Samples.For(operation).Index())
        {
            var open = index == 0 ? " open" : "";
            var label = Encode($"{operation.Summary} with {language}");
            html.Append($"<details class=\"sample\" name=\"{operation.Id}-sample\" data-language=\"{language}\"{open}>");
            html.Append($"<summary>{Encode(language)}</summary><pre tabindex=\"0\" aria-label=\"{label}\">");
            html.Append($"<code>{Encode(code)}</code></pre></details>\n");
        }

        html.Append("</article>\n");
    }

    private static void WriteParameters(StringBuilder html, ReferenceOperation operation)
    {
        var parameters = operation.Parameters.ToArray();
        if (parameters.Length == 0)
            return;

        html.Append("<h4>Parameters</h4>\n");
        StartTable(html, "Name", "Description");
        foreach (var parameter in parameters)
        {
            var required = parameter["required"]?.GetValue<bool>() == true ? " <em>required</em>" : "";
            var type = $"{Text(parameter, "in")}, {SchemaTables.Type(parameter["schema"]!)}";
            html.Append($"<tr><td><code>{Text(parameter, "name")}</code>{required}<br><small>{type}</small></td>");
            html.Append($"<td>{Inline(parameter["description"]!.GetValue<string>())}</td></tr>\n");
        }

        EndTable(html);
    }

    private static void WriteBody(StringBuilder html, ReferenceOperation operation)
    {
        if (operation.Body is not { } body)
            return;

        html.Append($"<h4>Request body</h4>\n<p><code>{Encode(operation.BodyType!)}</code>");
        if (body["schema"]?["$ref"] is not null)
            html.Append(": ").Append(SchemaTables.Type(body["schema"]!));

        html.Append(operation.Node["requestBody"]!["required"]?.GetValue<bool>() == true ? "" : " (optional)").Append("</p>\n");
    }

    private static void WriteResponses(StringBuilder html, ReferenceOperation operation)
    {
        html.Append("<h4>Responses</h4>\n");
        StartTable(html, "Status", "Description", "Body");
        List<(string Status, JsonNode Example)> examples = [];
        foreach (var (status, reference) in operation.Node["responses"]!.AsObject())
        {
            var response = operation.Api.Resolve(reference!);
            var content = response["content"]?.AsObject().First();
            html.Append($"<tr><td>{status}</td><td>{Inline(response["description"]!.GetValue<string>())}</td>");
            html.Append($"<td>{(content is { } body ? BodyType(body.Key, body.Value!) : "")}</td></tr>\n");
            if (status[0] == '2' && content?.Value?["example"] is { } example)
                examples.Add((status, example));
        }

        EndTable(html);
        foreach (var (status, example) in examples)
        {
            var label = $"Example response {status}";
            html.Append($"<details class=\"example\"><summary>{label}</summary><pre tabindex=\"0\" aria-label=\"{label}\">");
            html.Append($"<code>{Encode(SchemaTables.Readable(example))}</code></pre></details>\n");
        }
    }

    private static string BodyType(string mediaType, JsonNode content) => content["schema"] is { } schema && schema["$ref"] is not null
        ? SchemaTables.Type(schema)
        : $"<code>{Encode(mediaType)}</code>";

    private static string Text(JsonObject node, string member) => Encode(node[member]!.GetValue<string>());

    internal static void StartTable(StringBuilder html, params ReadOnlySpan<string> columns)
    {
        html.Append("<div class=\"table\"><table><thead><tr>");
        foreach (var column in columns)
            html.Append($"<th scope=\"col\">{column}</th>");

        html.Append("</tr></thead><tbody>\n");
    }

    internal static void EndTable(StringBuilder html) => html.Append("</tbody></table></div>\n");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
