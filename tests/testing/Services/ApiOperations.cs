using System.Text.Json;

namespace Passinstance.Testing.Services;

/// <summary>An operation of the API's document.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">Without <c>/api/v1</c>, with its parameters in braces.</param>
/// <param name="HasIfMatch">Whether it has the parameter <c>If-Match</c>.</param>
public sealed record ApiOperation(string Method, string Path, bool HasIfMatch)
{
    /// <summary>The path of a call, with <paramref name="value"/> for every parameter.</summary>
    public string With(string value) =>
        "/api/v1" + string.Join('/', Path.Split('/').Select(part => part.StartsWith('{') ? value : part));
}

/// <summary>The operations of <c>shared/openapi/v1.json</c>, for rules that hold for all of them.</summary>
public static class ApiOperations
{
    /// <summary>All operations below <c>/api/v1</c>.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } = Read();

    /// <summary>Those of the given resources, such as <c>passes</c>.</summary>
    public static IEnumerable<ApiOperation> Of(params string[] resources) =>
        All.Where(operation => resources.Contains(operation.Path.Split('/')[1]));

    private static List<ApiOperation> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Passinstance.sln")))
            folder = folder.Parent;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!.FullName, "shared", "openapi", "v1.json")));
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                // The gateway's own operations have their own servers.
                .Where(path => !path.Value.TryGetProperty("servers", out _))
                .SelectMany(path => path.Value.EnumerateObject().Where(operation => operation.Value.ValueKind == JsonValueKind.Object)
                    .Select(operation => new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, HasIfMatch(operation.Value)))),
        ];
    }

    private static bool HasIfMatch(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) && parameters.EnumerateArray().Any(parameter =>
            parameter.TryGetProperty("$ref", out var reference) && reference.GetString() == "#/components/parameters/If-Match");
}
