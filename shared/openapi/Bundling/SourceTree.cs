using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>Paths of the document's parts.</summary>
internal static class SourceTree
{
    internal static readonly string[] Services = ["template", "pass", "webhook-dispatch", "notification", "gateway"];

    internal static string Root { get; } = FindRoot();

    /// <summary>The bundled document, as it is checked in and served.</summary>
    internal static string Bundled => Path.Combine(Root, "shared", "openapi", "v1.json");

    /// <summary>
    /// The document that existing clients were built against: that of the last release, which is kept in <c>released/</c> when the release
    /// is tagged.
    /// </summary>
    internal static JsonObject Released()
    {
        var last = Directory.GetFiles(Path.Combine(Root, "shared", "openapi", "released"), "*.json.gz").Max(StringComparer.Ordinal)!;
        using var document = new GZipStream(File.OpenRead(last), CompressionMode.Decompress);
        return JsonNode.Parse(document)!.AsObject();
    }

    /// <summary>The operations that the gateway serves itself.</summary>
    internal static JsonObject GatewayPart() => Read(Path.Combine(Root, "gateway", "Portal", "openapi", "gateway.json"));

    /// <summary>The document from the build of <paramref name="service"/>.</summary>
    internal static JsonObject Document(string service)
    {
        var file = Path.Combine(Root, "artifacts", "openapi", $"{service}.json");
        return File.Exists(file) ? Read(file) : throw new InvalidOperationException($"{file} is missing: build services/{service} first.");
    }

    /// <summary>Texts, examples and stricter schemas of <paramref name="service"/>.</summary>
    internal static JsonObject Texts(string service) => Read(service == "gateway"
        ? Path.Combine(Root, "gateway", "Portal", "openapi", "operations.json")
        : Path.Combine(Root, "services", service, "OpenApi", "operations.json"));

    /// <summary>A file of the event catalog: <c>events</c>, or the schema and example of a kind of data.</summary>
    internal static JsonObject EventCatalog(string name) =>
        Read(Path.Combine(Root, "services", "webhook-dispatch", "Events", "Catalog", $"{name}.json"));

    internal static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(file), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Passinstance.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The program must run from inside the repository.");
    }
}
