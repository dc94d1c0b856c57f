using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Gateway.Portal.Reference;

/// <summary>The API's OpenAPI document, with the addresses of this deployment and its siblings as its servers.</summary>
internal sealed class ApiReference
{
    internal static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ApiReference(JsonObject document, string publicUrl)
    {
        Document = document;
        PublicUrl = publicUrl;
        Operations =
        [
            .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
                .Where(member => member.Value is JsonObject)
                .Select(member => new ReferenceOperation(
                    this, path.Key, member.Key.ToUpperInvariant(), member.Value!.AsObject(), path.Value["servers"] is not null))),
        ];
        Resources =
        [
            .. document["tags"]!.AsArray().Select(tag => new ApiResource(
                tag!["name"]!.GetValue<string>(), tag["description"]!.GetValue<string>(),
                [.. Operations.Where(operation => operation.Tag == tag["name"]!.GetValue<string>())])),
        ];
        Schemas = document["components"]!["schemas"]!.AsObject();
    }

    internal JsonObject Document { get; }

    internal string PublicUrl { get; }

    internal IReadOnlyList<ReferenceOperation> Operations { get; }

    /// <summary>The document's tags: one page each.</summary>
    internal IReadOnlyList<ApiResource> Resources { get; }

    internal JsonObject Schemas { get; }

    internal static ApiReference Read(string file, IReadOnlyList<PortalEnvironment> environments)
    {
        var document = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        document["servers"] = Servers(environments, environment => environment.BaseUrl);
        foreach (var (_, item) in document["paths"]!.AsObject())
        {
            if (item!["servers"] is not null)
                item["servers"] = Servers(environments, environment => environment.Url);
        }

        return new ApiReference(document, environments[0].Url);
    }

    internal static string Readable(JsonNode node) => node.ToJsonString(Indented);

    /// <summary>Follows <c>$ref</c>.</summary>
    internal JsonObject Resolve(JsonNode node)
    {
        var open = node.AsObject();
        while (open["$ref"]?.GetValue<string>() is { } reference)
            open = reference.Split('/').Skip(1).Aggregate((JsonNode)Document, (at, part) => at[part]!).AsObject();
        return open;
    }

    /// <summary>The name of the schema that a node refers to; null for one that stands in place.</summary>
    internal static string? NameOf(JsonNode? schema) =>
        schema?["$ref"]?.GetValue<string>() is { } reference ? reference[(reference.LastIndexOf('/') + 1)..] : null;

    private static JsonArray Servers(IEnumerable<PortalEnvironment> environments, Func<PortalEnvironment, string> url) =>
    [
        .. environments.Select(environment => new JsonObject { ["url"] = url(environment), ["description"] = environment.Name }),
    ];
}

/// <summary>The operations of one tag, which share a page.</summary>
/// <param name="Name">The tag.</param>
/// <param name="Description">What it is.</param>
/// <param name="Operations">In the document's order.</param>
internal sealed record ApiResource(string Name, string Description, IReadOnlyList<ReferenceOperation> Operations)
{
    /// <summary>The page below <c>/docs</c>.</summary>
    internal string Page => $"reference/{Name.ToLowerInvariant().Replace(' ', '-')}";

    internal string Path => $"/docs/{Page}";
}

/// <summary>One operation as the reference shows it.</summary>
/// <param name="Api">The document.</param>
/// <param name="Path">Relative to the version, or to the root.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Node">The operation.</param>
/// <param name="FromRoot">Whether the path is relative to the deployment's address instead of the version.</param>
internal sealed record ReferenceOperation(ApiReference Api, string Path, string Method, JsonObject Node, bool FromRoot)
{
    internal string Id => Node["operationId"]!.GetValue<string>();

    internal string Summary => Node["summary"]!.GetValue<string>();

    internal string Description => Node["description"]!.GetValue<string>();

    internal string Tag => Node["tags"]![0]!.GetValue<string>();

    /// <summary>Whether it belongs to the public contract; the others are this platform's additions.</summary>
    internal bool IsContract => Node["x-passinstance-addition"] is null;

    internal IEnumerable<JsonObject> Parameters => (Node["parameters"]?.AsArray() ?? []).Select(parameter => Api.Resolve(parameter!));

    /// <summary>The media type of the body; null without a body.</summary>
    internal string? BodyType => Node["requestBody"]?["content"]?.AsObject().First().Key;

    internal JsonNode? Body => BodyType is { } type ? Node["requestBody"]!["content"]![type] : null;

    /// <summary>The kind of credential: ApiKey, ClientSecret, or null.</summary>
    internal string? Security => (Node["security"] as JsonArray)?.FirstOrDefault()?.AsObject().First().Key;

    /// <summary>The media type of the successful response; null when it has no body.</summary>
    internal string? ResponseType => Node["responses"]!.AsObject()
        .First(response => response.Key[0] == '2').Value!["content"]?.AsObject().First().Key;

    /// <summary>The URL with the example values of its path parameters.</summary>
    internal string SampleUrl
    {
        get
        {
            var path = Path;
            foreach (var parameter in Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "path"))
                path = path.Replace($"{{{parameter["name"]}}}", parameter["example"]!.ToString(), StringComparison.Ordinal);
            return Api.PublicUrl + (FromRoot ? "" : "/api/v1") + path;
        }
    }
}
