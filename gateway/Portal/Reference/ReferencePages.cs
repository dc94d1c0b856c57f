using System.Text;
using System.Text.Json.Nodes;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>
/// The reference, generated from the OpenAPI document: a list of all operations, a page for each resource, and one for the schemas. In an
/// operation, the members of its bodies stand beside its samples.
/// </summary>
internal static class ReferencePages
{
    /// <summary>All operations, by resource.</summary>
    internal static string WriteIndex(ApiReference api)
    {
        var html = new StringBuilder(32 * 1024);
        var contract = api.Operations.Count(operation => operation.IsContract);
        html.Append(
            $"""
            <h1>Reference</h1>
            <p class="lead">{api.Operations.Count} operations. The base URL is <code>{Encode(api.PublicUrl)}/api/v1</code>;
            append the path shown.</p>
            <p>The {contract} operations marked <span class="badge">contract</span> are the documented public contract, which every
            deployment has. The others are additions of this platform.</p>
            <p><a href="/docs/openapi.json">Download the OpenAPI 3.1 document</a>, for example to import it into Postman or Scalar, or
            <a href="/docs/try">try the API in your browser</a>. The samples read your API key from the environment variable
            <code>PASSINSTANCE_KEY</code>.</p>

            """);
        foreach (var resource in api.Resources)
        {
            var id = resource.Page["reference/".Length..];
            html.Append($"<section aria-labelledby=\"{id}\">");
            html.Append($"<h2 id=\"{id}\"><a href=\"{resource.Path}\">{Encode(resource.Name)}</a></h2>\n");
            html.Append($"<p>{Inline(resource.Description)}</p>\n<ul class=\"operations\">\n");
            foreach (var operation in resource.Operations)
            {
                html.Append($"<li id=\"{operation.Id}\"><a href=\"{resource.Path}#{operation.Id}\">{Route(operation)} ");
                html.Append($"<span>{Encode(operation.Summary)}</span></a>{Badge(operation)}</li>\n");
            }

            html.Append("</ul></section>\n");
        }

        return html.ToString();
    }

    /// <summary>The operations of a resource.</summary>
    internal static string WriteResource(ApiReference api, ApiResource resource)
    {
        var html = new StringBuilder(256 * 1024);
        html.Append($"<h1>{Encode(resource.Name)}</h1>\n<p class=\"lead\">{Inline(resource.Description)}</p>\n");
        foreach (var operation in resource.Operations)
            WriteOperation(html, api, operation);
        return html.ToString();
    }

    private static void WriteOperation(StringBuilder html, ApiReference api, ReferenceOperation operation)
    {
        html.Append(
            $"""
            <article class="operation" id="{operation.Id}" aria-labelledby="{operation.Id}-name">
            <div class="text">
            <h2 id="{operation.Id}-name">{Encode(operation.Summary)}{Badge(operation)}</h2>
            <p class="route">{Route(operation)}</p>
            <p>{Inline(operation.Description)}</p>

            """);
        var members = new SchemaMembers(api, operation.Id);
        WriteParameters(html, operation);
        WriteBody(html, members, operation);
        WriteResponses(html, members, operation);
        html.Append("</div>\n<div class=\"code\">\n");
        WriteSamples(html, operation.Id, operation.Summary, Samples.For(operation));
        WriteExamples(html, operation);
        html.Append("</div>\n</article>\n");
    }

    private static string Route(ReferenceOperation operation) =>
        $"<span class=\"method\">{operation.Method}</span> <code>{Encode(operation.Path)}</code>";

    private static string Badge(ReferenceOperation operation) =>
        operation.IsContract ? " <span class=\"badge\">contract</span>" : "";

    private static void WriteParameters(StringBuilder html, ReferenceOperation operation)
    {
        var parameters = operation.Parameters.ToArray();
        if (parameters.Length == 0)
            return;

        html.Append("<h3>Parameters</h3>\n<ul class=\"members\">\n");
        foreach (var parameter in parameters)
        {
            html.Append($"<li><code>{Text(parameter, "name")}</code> <small>{Text(parameter, "in")}, ");
            html.Append($"{SchemaMembers.Type(operation.Api, parameter["schema"]!)}</small>");
            html.Append(parameter["required"]?.GetValue<bool>() == true ? " <em>required</em>" : "");
            html.Append($"<p>{Inline(parameter["description"]!.GetValue<string>())}</p></li>\n");
        }

        html.Append("</ul>\n");
    }

    private static void WriteBody(StringBuilder html, SchemaMembers members, ReferenceOperation operation)
    {
        if (operation.Node["requestBody"] is not { } request)
            return;

        var optional = request["required"]?.GetValue<bool>() == true ? "" : " (optional)";
        html.Append($"<h3>Request body{optional}</h3>\n");
        foreach (var (type, content) in request["content"]!.AsObject())
        {
            html.Append($"<p><code>{Encode(type)}</code></p>\n");
            if (content!["schema"] is { } schema)
                members.Write(html, schema);
        }
    }

    private static void WriteResponses(StringBuilder html, SchemaMembers members, ReferenceOperation operation)
    {
        html.Append("<h3>Responses</h3>\n");
        StartTable(html, $"Responses of {operation.Summary}", "Status", "Description");
        JsonNode? success = null;
        foreach (var (status, reference) in operation.Node["responses"]!.AsObject())
        {
            var response = operation.Api.Resolve(reference!);
            html.Append($"<tr><td>{status}</td><td>{Inline(response["description"]!.GetValue<string>())}</td></tr>\n");
            if (status[0] == '2')
                success ??= response["content"]?.AsObject().First().Value?["schema"];
        }

        EndTable(html);
        if (success is null || SchemaMembers.IsFile(success))
            return;
        html.Append("<details class=\"response\"><summary>Members of the response</summary>\n");
        members.Write(html, success);
        html.Append("</details>\n");
    }

    private static void WriteExamples(StringBuilder html, ReferenceOperation operation)
    {
        foreach (var (status, reference) in operation.Node["responses"]!.AsObject().Where(response => response.Key[0] == '2'))
        {
            if (operation.Api.Resolve(reference!)["content"]?.AsObject().First().Value?["example"] is not { } example)
                continue;
            html.Append($"<details class=\"example\" open><summary>Example response {status}</summary>");
            WriteCode(html, $"{operation.Summary}: example response {status}", ApiReference.Readable(example));
            html.Append("</details>\n");
        }
    }

    private static string Text(JsonObject node, string member) => Encode(node[member]!.GetValue<string>());
}
