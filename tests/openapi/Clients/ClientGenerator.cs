using System.Diagnostics;
using System.Text.Json.Nodes;
using Passinstance.OpenApi.Bundling;

namespace Passinstance.OpenApi.Clients;

/// <summary>Runs NSwag over the bundled document.</summary>
internal static class ClientGenerator
{
    internal const string CSharp = "shared/clients/csharp/PassinstanceApi.g.cs";
    internal const string TypeScript = "shared/clients/typescript/src/passinstance-api.ts";

    /// <summary>Writes the clients below <paramref name="root"/>, by the names above.</summary>
    internal static async Task WriteAsync(string root)
    {
        var input = Path.Combine(Path.GetTempPath(), $"passinstance-{Guid.NewGuid():N}.json");
        try
        {
            await File.WriteAllTextAsync(input, Input().ToJsonString());
            await RunAsync("openapi2csclient", input, Path.Combine(root, CSharp),
                "/Namespace:Passinstance.Client", "/ClassName:PassinstanceApi", "/ExceptionClass:PassinstanceException", "/JsonLibrary:SystemTextJson", "/InjectHttpClient:true", "/DisposeHttpClient:false", "/UseBaseUrl:false",
                "/OperationGenerationMode:SingleClientFromOperationId", "/GenerateOptionalParameters:true", "/GenerateNullableReferenceTypes:true", "/GenerateOptionalPropertiesAsNullable:true", "/DateTimeType:System.DateTimeOffset",
                "/ArrayType:System.Collections.Generic.IReadOnlyList", "/ArrayInstanceType:System.Collections.Generic.List", "/WrapResponses:false", "/GenerateDefaultValues:false", "/ExcludedParameterNames:Idempotency-Key");
            await RunAsync("openapi2tsclient", input, Path.Combine(root, TypeScript),
                "/ClassName:PassinstanceApi", "/Template:Fetch", "/TypeStyle:Interface", "/ExceptionClass:PassinstanceError", "/OperationGenerationMode:SingleClientFromOperationId", "/GenerateOptionalParameters:true",
                "/MarkOptionalProperties:true", "/NullValue:Undefined", "/DateTimeType:String", "/EnumStyle:StringLiteral", "/GenerateDefaultValues:false", "/TypeScriptVersion:5.0", "/ExcludedParameterNames:Idempotency-Key");
        }
        finally
        {
            File.Delete(input);
        }
    }

    // Without what is not below the version, which a client of an API key does not call, and with any JSON where NSwag would take one of
    // several types for all.
    private static JsonObject Input()
    {
        var document = SourceTree.Read(SourceTree.Bundled);
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Where(path => path.Value!["servers"] is not null).Select(path => path.Key).ToArray())
            paths.Remove(path);
        // Values of a filter are plain texts: each filter's own enumeration would be one more Status.
        foreach (var parameter in paths.SelectMany(path => path.Value!.AsObject()).SelectMany(operation => operation.Value!["parameters"]?.AsArray() ?? []))
            parameter!["schema"]?.AsObject().Remove("enum");
        foreach (var (_, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (schema!["type"] is JsonArray)
                schema.AsObject().Remove("type");
        }

        return document;
    }

    private static async Task RunAsync(string command, string input, string output, params string[] options)
    {
        var program = Path.Combine(SourceTree.Root, "tests", "openapi", "node_modules", "nswag", "bin", "binaries", "Net100", "dotnet-nswag.dll");
        if (!File.Exists(program))
            throw new InvalidOperationException("NSwag is not installed. Run npm ci --ignore-scripts in tests/openapi.");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var start = new ProcessStartInfo("dotnet", [program, command, $"/Input:{input}", $"/Output:{output}", .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"NSwag {command} ended with {process.ExitCode}: {text}{await errors}");
        var code = (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n").TrimStart('\ufeff')
            // System.Text.Json does not know the other attribute, and would write the names of C#.
            .Replace("System.Runtime.Serialization.EnumMember(Value = @", "System.Text.Json.Serialization.JsonStringEnumMemberName(@", StringComparison.Ordinal);
        await File.WriteAllTextAsync(output, code);
    }
}
