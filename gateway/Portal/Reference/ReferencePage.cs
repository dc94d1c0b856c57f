using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>
/// The reference as one page of plain HTML, made from the document at the start: everything can be read and found without a script; the
/// script adds the search and the buttons that copy.
/// </summary>
internal static partial class ReferencePage
{
    internal static string Write(ApiReference api, string frame)
    {
        var html = new StringBuilder(512 * 1024);
        var documented = api.Operations.Count(operation => !operation.IsAddition);
        html.Append("<h1>Reference</h1>\n<p class=\"lead\">").Append(api.Operations.Count).Append(" operations: the ").Append(documented)
            .Append(" documented ones, and additions, which are marked. The base URL is <code>").Append(Encode(api.PublicUrl)).Append("/api/v1</code>; append the path shown.</p>\n")
            .Append("<p>The same as an <a href=\"/docs/openapi.json\">OpenAPI 3.1 document</a>. Samples read your API key from the environment variable <code>PASSINSTANCE_KEY</code>.</p>\n")
            .Append("<div class=\"filter\" id=\"filter\" hidden><label for=\"search\">Search operations</label><input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\" aria-describedby=\"shown\"><p id=\"shown\" role=\"status\"></p></div>\n");
        Contents(html, api);
        foreach (var tag in api.Document["tags"]!.AsArray())
        {
            var name = tag!["name"]!.GetValue<string>();
            html.Append("<section class=\"resource\" aria-labelledby=\"").Append(Anchor(name)).Append("\">\n<h2 id=\"").Append(Anchor(name)).Append("\">").Append(Encode(name)).Append("</h2>\n<p>")
                .Append(Inline(tag["description"]!.GetValue<string>())).Append("</p>\n");
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

    private static void Contents(StringBuilder html, ApiReference api)
    {
        html.Append("<nav class=\"contents\" aria-label=\"Operations\">\n");
        foreach (var resource in api.Operations.GroupBy(operation => operation.Tag))
        {
            html.Append("<details class=\"resource\" open><summary>").Append(Encode(resource.Key)).Append("</summary><ul>\n");
            foreach (var operation in resource)
                html.Append("<li data-operation=\"").Append(operation.Id).Append("\"><a href=\"#").Append(operation.Id).Append("\">").Append(Route(operation)).Append(" <span>").Append(Encode(operation.Summary)).Append("</span></a></li>\n");
            html.Append("</ul></details>\n");
        }

        html.Append("</nav>\n");
    }

    private static string Route(ReferenceOperation operation) =>
        $"<span class=\"method\">{operation.Method}</span> <code>{Encode(operation.Path)}</code>";

    private static void Write(StringBuilder html, ReferenceOperation operation)
    {
        html.Append("<article class=\"operation\" id=\"").Append(operation.Id).Append("\" aria-labelledby=\"").Append(operation.Id).Append("-name\">\n<h3 id=\"").Append(operation.Id).Append("-name\">")
            .Append(Encode(operation.Summary)).Append("</h3>\n<p class=\"route\">").Append(Route(operation));
        if (operation.IsAddition)
            html.Append(" <span class=\"addition\">addition</span>");
        html.Append("</p>\n<p>").Append(Inline(operation.Description)).Append("</p>\n");
        Parameters(html, operation);
        Body(html, operation);
        Responses(html, operation);
        foreach (var (index, (language, code)) in Samples.Of(operation).Index())
        {
            html.Append("<details class=\"sample\" name=\"").Append(operation.Id).Append("-sample\" data-language=\"").Append(language).Append('"').Append(index == 0 ? " open" : "").Append("><summary>").Append(Encode(language))
                .Append("</summary><pre tabindex=\"0\" aria-label=\"").Append(Encode($"{operation.Summary} with {language}")).Append("\"><code>").Append(Encode(code)).Append("</code></pre></details>\n");
        }

        html.Append("</article>\n");
    }

    private static void Parameters(StringBuilder html, ReferenceOperation operation)
    {
        var parameters = operation.Parameters.ToArray();
        if (parameters.Length == 0)
            return;
        html.Append("<h4>Parameters</h4>\n<div class=\"table\"><table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n");
        foreach (var parameter in parameters)
        {
            html.Append("<tr><td><code>").Append(Encode(parameter["name"]!.GetValue<string>())).Append("</code>").Append(parameter["required"]?.GetValue<bool>() == true ? " <em>required</em>" : "").Append("<br><small>")
                .Append(Encode(parameter["in"]!.GetValue<string>())).Append(", ").Append(SchemaTables.Type(parameter["schema"]!)).Append("</small></td><td>").Append(Inline(parameter["description"]!.GetValue<string>())).Append("</td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static void Body(StringBuilder html, ReferenceOperation operation)
    {
        if (operation.Body is not { } body)
            return;
        html.Append("<h4>Request body</h4>\n<p><code>").Append(Encode(operation.BodyType!)).Append("</code>");
        if (body["schema"]?["$ref"] is not null)
            html.Append(": ").Append(SchemaTables.Type(body["schema"]!));
        html.Append(operation.Node["requestBody"]!["required"]?.GetValue<bool>() == true ? "" : " (may be left out)").Append("</p>\n");
    }

    private static void Responses(StringBuilder html, ReferenceOperation operation)
    {
        html.Append("<h4>Answers</h4>\n<div class=\"table\"><table><thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Meaning</th><th scope=\"col\">Body</th></tr></thead><tbody>\n");
        List<(string Status, JsonObject Content)> shown = [];
        foreach (var (status, reference) in operation.Node["responses"]!.AsObject())
        {
            var response = operation.Api.Resolve(reference!);
            var content = response["content"]?.AsObject().First();
            html.Append("<tr><td>").Append(status).Append("</td><td>").Append(Inline(response["description"]!.GetValue<string>())).Append("</td><td>")
                .Append(content is { } body ? body.Value!["schema"]?["$ref"] is not null ? SchemaTables.Type(body.Value["schema"]!) : $"<code>{Encode(body.Key)}</code>" : "").Append("</td></tr>\n");
            if (status[0] == '2' && content?.Value?["example"] is not null)
                shown.Add((status, content.Value.Value!.AsObject()));
        }

        html.Append("</tbody></table></div>\n");
        foreach (var (status, content) in shown)
            html.Append("<details class=\"example\"><summary>Example of the answer ").Append(status).Append("</summary><pre tabindex=\"0\" aria-label=\"Answer ").Append(status).Append("\"><code>").Append(Encode(SchemaTables.Readable(content["example"]!))).Append("</code></pre></details>\n");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
