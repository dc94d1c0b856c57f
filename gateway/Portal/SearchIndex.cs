using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.Gateway.Portal.Reference;

namespace Passinstance.Gateway.Portal;

/// <summary>
/// What the search box finds: operations, members of bodies, sections of guides, error codes and events. It is a script, which the portal's
/// content security policy lets a page load, unlike data.
/// </summary>
internal static partial class SearchIndex
{
    internal static string Write(PortalContent content)
    {
        var entries = Operations(content.Api).Concat(Members(content.Api)).Concat(content.Guides.SelectMany(Sections))
            .Concat(Rows(content.Guides, "errors", "Error code")).Concat(Events(content.Api));
        return $"window.searchIndex = {JsonSerializer.Serialize(entries.Select(entry => entry.AsArray()))};\n";
    }

    private static IEnumerable<SearchEntry> Operations(ApiReference api) => api.Resources.SelectMany(resource => resource.Operations
        .Select(operation => new SearchEntry("Operation", operation.Summary, $"{operation.Method} {operation.Path}",
            $"{resource.Path}#{operation.Id}", $"{operation.Id} {operation.Description}")));

    private static IEnumerable<SearchEntry> Members(ApiReference api) => api.Schemas
        .Where(schema => schema.Value!["properties"] is JsonObject)
        .SelectMany(schema => schema.Value!["properties"]!.AsObject().Select(member => new SearchEntry(
            "Member", member.Key, schema.Key, $"/docs/reference/schemas#schema-{schema.Key}",
            $"{member.Value!["description"]} {string.Join(' ', ConstantsOf(api, member.Value!))}")));

    private static IEnumerable<string> ConstantsOf(ApiReference api, JsonNode member)
    {
        var schema = api.Resolve(member["items"] ?? member);
        return (schema["enum"] as JsonArray ?? []).Select(value => value?.ToString() ?? "null");
    }

    private static IEnumerable<SearchEntry> Sections(Guide guide)
    {
        var path = guide.Name == "index" ? "/docs" : $"/docs/{guide.Name}";
        return guide.Sections.Select((section, index) => new SearchEntry(
            "Guide", section.Title, guide.ShortTitle, index == 0 ? path : $"{path}#{section.Anchor}", ""));
    }

    private static IEnumerable<SearchEntry> Rows(IEnumerable<Guide> guides, string name, string kind) =>
        Row().Matches(guides.Single(guide => guide.Name == name).Body).Select(row => new SearchEntry(
            kind, row.Groups["id"].Value, "", $"/docs/{name}#{row.Groups["id"].Value}", Tag().Replace(row.Groups["text"].Value, " ")));

    private static IEnumerable<SearchEntry> Events(ApiReference api) => api.Document["webhooks"]!.AsObject()
        .Select(webhook => new SearchEntry("Event", webhook.Key, "", $"/docs/webhooks#payload-{webhook.Key}",
            webhook.Value!["post"]!["description"]!.GetValue<string>()));

    [GeneratedRegex("<tr id=\"(?<id>[a-z_]+)\">(?<text>.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    private sealed record SearchEntry(string Kind, string Title, string Place, string Path, string Text)
    {
        public string[] AsArray() => [Kind, Title, Place, Path, Text];
    }
}
