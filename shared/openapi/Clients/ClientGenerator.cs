using System.Diagnostics;
using System.Text.Json.Nodes;
using Passinstance.OpenApi.Bundling;

namespace Passinstance.OpenApi.Clients;

/// <summary>Runs NSwag over the bundled document.</summary>
internal static class ClientGenerator
{
    internal const string CSharp = "shared/clients/csharp/PassinstanceApi.g.cs";
    internal const string TypeScript = "shared/clients/typescript/src/passinstance-api.ts";

    /// <summary>Writes the clients below <paramref name="root"/>, under the names above.</summary>
    internal static async Task WriteAsync(string root)
    {
        var input = Path.Combine(Path.GetTempPath(), $"passinstance-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllTextAsync(input, Input().ToJsonString());
            await RunAsync("openapi2csclient", input, Path.Combine(root, CSharp),
                "/Namespace:Passinstance.Client", "/ClassName:PassinstanceApi", "/ExceptionClass:PassinstanceException",
                "/JsonLibrary:SystemTextJson", "/InjectHttpClient:true", "/DisposeHttpClient:false", "/UseBaseUrl:false",
                "/OperationGenerationMode:SingleClientFromOperationId", "/GenerateOptionalParameters:true",
                "/GenerateNullableReferenceTypes:true", "/GenerateOptionalPropertiesAsNullable:true", "/DateTimeType:System.DateTimeOffset",
                "/ArrayType:System.Collections.Generic.IReadOnlyList", "/ArrayInstanceType:System.Collections.Generic.List",
                    "/WrapResponses:false", "/GenerateDefaultValues:false", "/ExcludedParameterNames:Idempotency-Key,If-None-Match");
            await RunAsync("openapi2tsclient", input, Path.Combine(root, TypeScript),
                "/ClassName:PassinstanceApi", "/Template:Fetch", "/TypeStyle:Interface", "/ExceptionClass:PassinstanceError",
                "/OperationGenerationMode:SingleClientFromOperationId", "/GenerateOptionalParameters:true",
                "/MarkOptionalProperties:true", "/NullValue:Undefined", "/DateTimeType:String", "/EnumStyle:StringLiteral",
                    "/GenerateDefaultValues:false", "/TypeScriptVersion:5.0", "/ExcludedParameterNames:Idempotency-Key,If-None-Match");
        }
        finally
        {
            File.Delete(input);
        }
    }

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

    private static async Task RunAsync(string command, string input, string output, params string[] options)
    {
        var program = Path.Combine(SourceTree.Root, "shared", "openapi", "node_modules", "nswag", "bin", "binaries", "Net100",
            "dotnet-nswag.dll");
        if (!File.Exists(program))
            throw new InvalidOperationException("NSwag is not installed. Run npm ci --ignore-scripts in shared/openapi.");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var start = new ProcessStartInfo("dotnet",
            [program, command, $"/Input:{input}", $"/Output:{output}", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"NSwag {command} ended with {process.ExitCode}: {text}{await errors}");
        var code = (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n").TrimStart('\ufeff')
            // System.Text.Json ignores the other attribute, and would write the C# names.
            .Replace("System.Runtime.Serialization.EnumMember(Value = @", "System.Text.Json.Serialization.JsonStringEnumMemberName(@",
                StringComparison.Ordinal);
        await File.WriteAllTextAsync(output, code);
    }
}
