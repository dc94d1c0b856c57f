using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.OpenApi.Bundling;

namespace Passinstance.OpenApi.Clients;

/// <summary>
/// Runs NSwag over the bundled document for C#, and <c>clients.mjs</c> for TypeScript, Python and the C# client's iterators.
/// </summary>
internal static partial class ClientGenerator
{
    private const string CSharp = "shared/clients/csharp/PassinstanceApi.g.cs";

    /// <summary>What is written, below the root.</summary>
    internal static readonly string[] Files =
    [
        CSharp, "shared/clients/csharp/PassinstanceApi.Lists.g.cs", "shared/clients/typescript/src/passinstance-api.ts",
        "shared/clients/python/src/passinstance/_api.py", "shared/clients/python/src/passinstance/types.py",
    ];

    /// <summary>Writes the clients below <paramref name="root"/>, under the names above.</summary>
    internal static async Task WriteAsync(string root)
    {
        var input = Path.Combine(Path.GetTempPath(), $"passinstance-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllTextAsync(input, Input().ToJsonString());
            await WriteCSharpAsync(input, Path.Combine(root, CSharp));
            await RunAsync("node", Path.Combine(SourceTree.Root, "shared", "openapi", "clients.mjs"), SourceTree.Bundled, root);
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static async Task WriteCSharpAsync(string input, string output)
    {
        var program = Path.Combine(SourceTree.Root, "shared", "openapi", "node_modules", "nswag", "bin", "binaries", "Net100",
            "dotnet-nswag.dll");
        if (!File.Exists(program))
            throw new InvalidOperationException("NSwag is not installed. Run npm ci --ignore-scripts in shared/openapi.");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        await RunAsync("dotnet", program, "openapi2csclient", $"/Input:{input}", $"/Output:{output}",
            "/Namespace:Passinstance.Client", "/ClassName:PassinstanceApi", "/ExceptionClass:PassinstanceException",
            "/GenerateExceptionClasses:false", "/JsonLibrary:SystemTextJson", "/InjectHttpClient:true", "/DisposeHttpClient:false",
            "/UseBaseUrl:false", "/OperationGenerationMode:SingleClientFromOperationId", "/GenerateOptionalParameters:true",
            "/GenerateNullableReferenceTypes:true", "/GenerateOptionalPropertiesAsNullable:true", "/DateTimeType:System.DateTimeOffset",
            "/ParameterDateTimeFormat:O", "/ArrayType:System.Collections.Generic.IReadOnlyList",
            "/ArrayInstanceType:System.Collections.Generic.List", "/WrapResponses:false", "/GenerateDefaultValues:false",
            "/ExcludedParameterNames:If-None-Match");
        var code = (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n").TrimStart('\ufeff')
            // System.Text.Json ignores the other attribute, and would write the C# names.
            .Replace("System.Runtime.Serialization.EnumMember(Value = @", "System.Text.Json.Serialization.JsonStringEnumMemberName(@",
                StringComparison.Ordinal);
        // One converter on the type, also for lists, which reads values that are newer than the client.
        code = EnumerationMember().Replace(code, "");
        code = ListMemberNote().Replace(code, "");
        code = Enumeration().Replace(code, "$1[System.Text.Json.Serialization.JsonConverter(typeof(WireNameConverter<$2>))]\n$0");
        await File.WriteAllTextAsync(output, code);
    }

    [GeneratedRegex(@"[ ]+\[[\w.]+JsonConverter\(typeof\([\w.]+JsonStringEnumConverter<\w+>\)\)\]\n")]
    private static partial Regex EnumerationMember();

    // NSwag's note that it has no converter for the items of a list: the one on the type is used for them.
    [GeneratedRegex(@"[ ]+// [A-Z]+\(system\.text\.json\): Add ItemConverterType[^\n]*\n")]
    private static partial Regex ListMemberNote();

    [GeneratedRegex(@"^([ ]+)public enum (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Enumeration();

    // Without the paths outside the version, which a client with an API key does not call, and with any JSON where NSwag would use one of
    // several types for all.
    private static JsonObject Input()
    {
        var document = SourceTree.Read(SourceTree.Bundled);
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Where(path => path.Value!["servers"] is not null).Select(path => path.Key).ToArray())
            paths.Remove(path);
        // Filter values are plain text: an enumeration for each filter would be one more Status.
        foreach (var parameter in paths.SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["parameters"]?.AsArray() ?? []))
            parameter!["schema"]?.AsObject().Remove("enum");
        foreach (var (name, parameter) in document["components"]!["parameters"]!.AsObject())
            parameter!["x-originalName"] = char.ToLowerInvariant(name[0]) + name[1..].Replace("-", "", StringComparison.Ordinal);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var open = schemas.Where(schema => schema.Value!["type"] is null or JsonArray && schema.Value["properties"] is null
            && schema.Value["enum"] is null).Select(schema => schema.Key).ToHashSet(StringComparer.Ordinal);
        Open(document, open);
        foreach (var name in open)
            schemas.Remove(name);
        return document;
    }

    private static void Open(JsonNode? node, HashSet<string> open)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Open(item, open);
        }

        if (node is not JsonObject members)
            return;
        if (Schemas.NameOf(members) is { } name && open.Contains(name))
            members.Remove("$ref");
        foreach (var (_, member) in members)
            Open(member, open);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments.Take(2))} ended with {process.ExitCode}: {text}{await errors}");
        }
    }
}
