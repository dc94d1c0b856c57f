using System.ComponentModel;
using System.Diagnostics;
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
    /// The document that existing clients were built against: that of the last release, by git tag; before the first release, the
    /// checked-in one.
    /// </summary>
    internal static JsonObject Released() => Git("describe", "--tags", "--abbrev=0", "--match", "v*") is { } tag
        && Git("show", $"{tag.Trim()}:shared/openapi/v1.json") is { } released
            ? JsonNode.Parse(released)!.AsObject()
            : Read(Bundled);

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

    /// <summary>git's output; null without git, without a repository, or when there is no such object.</summary>
    private static string? Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            git.ErrorDataReceived += static (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

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
