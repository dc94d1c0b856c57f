using System.Diagnostics;
using System.Text.Json.Nodes;
using Passinstance.OpenApi.Bundling;
using Passinstance.OpenApi.Checking;
using Passinstance.Testing;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The checked-in document says what the code does, to people and to programs, and keeps what it once said.</summary>
public sealed class BundleTests
{
    [Fact]
    public async Task The_document_is_the_code_s()
    {
        Assert.True(
            Bundle.Write() == await File.ReadAllTextAsync(SourceTree.Bundled),
            "shared/openapi/v1.json differs from what the code says. Run: dotnet run --project shared/openapi -- bundle");
    }

    [Fact]
    public void The_17_documented_operations_are_there_and_all_others_are_marked_as_additions()
    {
        string[] documented =
        [
            "POST /batch", "GET /batch/{id}", "GET /bundles", "POST /bundles", "GET /passes", "POST /passes", "DELETE /passes/{id}", "GET /passes/{id}", "PUT /passes/{id}",
            "POST /passes/{id}/void", "GET /push-notifications", "POST /push-notifications", "GET /templates", "POST /templates", "GET /templates/{id}", "GET /webhooks", "POST /webhooks",
        ];
        var unmarked = ApiOperation.All.Where(operation => operation.Node["x-passinstance-addition"] is null).Select(operation => operation.ToString()).ToArray();

        Assert.Equal([], unmarked.Except(documented));
        Assert.Equal([], documented.Except(unmarked));
    }

    [Fact]
    public void Every_body_has_an_example_that_fits_its_schema()
    {
        var errors = new List<string>();
        foreach (var operation in ApiOperation.All)
        {
            if (operation.BodyType is not null)
                Check($"{operation} request", operation.Node["requestBody"]!["content"]![operation.BodyType]!);
            foreach (var (status, reference) in operation.Node["responses"]!.AsObject())
            {
                foreach (var (type, content) in ApiOperation.Schemas.Resolve(reference!)["content"]?.AsObject() ?? [])
                {
                    if (type.EndsWith("json", StringComparison.Ordinal))
                        Check($"{operation} {status}", content!);
                }
            }
        }

        Assert.Equal([], errors);

        void Check(string at, JsonNode content)
        {
            if (content["example"] is not { } example)
                errors.Add($"{at} has no example");
            else if (content["schema"]?["format"]?.ToString() != "binary")
                errors.AddRange(ApiOperation.Schemas.Errors(example, content["schema"]!).Select(error => $"{at}: {error}"));
        }
    }

    [Fact]
    public void An_earlier_client_still_works()
    {
        Assert.Equal([], Compatibility.Breaks(SourceTree.Released(), JsonNode.Parse(Bundle.Write())!.AsObject()));
    }

    [Fact]
    public async Task Redocly_finds_nothing_to_complain_about()
    {
        var folder = await NodeTools.InstallAsync();
        var (code, output) = await NodeTools.RunAsync("node_modules/.bin/redocly", ["lint", "--config", Path.Combine(folder, "redocly.yaml"), SourceTree.Bundled]);

        Assert.True(code == 0 && !output.Contains("Warning was generated", StringComparison.Ordinal), output);
    }
}

/// <summary>The programs in shared/openapi/package.json, installed from their lock file when they are not there.</summary>
internal static class NodeTools
{
    private static readonly Lazy<Task> Installed = new(async () =>
    {
        await RequiredPrograms.NpmAsync();
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
            Assert.True(await RunAsync("/usr/bin/npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) is (0, _) result, "npm ci failed");
    });

    internal static string Folder => Path.Combine(SourceTree.Root, "shared", "openapi");

    internal static async Task<string> InstallAsync()
    {
        await Installed.Value;
        return Folder;
    }

    internal static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, program), arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
