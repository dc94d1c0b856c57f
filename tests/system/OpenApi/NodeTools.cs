using System.Diagnostics;
using Passinstance.OpenApi.Bundling;
using Passinstance.Testing;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>The programs in shared/openapi/package.json, installed from their lock file when they are not there.</summary>
internal static class NodeTools
{
    private static readonly Lazy<Task> Installed = new(async () =>
    {
        await RequiredPrograms.NpmAsync();
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
            Assert.True(await RunAsync("/usr/bin/npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) is (0, _) result,
                "npm ci failed");
    });

    internal static string Folder => Path.Combine(SourceTree.Root, "shared", "openapi");

    internal static async Task<string> InstallAsync()
    {
        await Installed.Value;
        return Folder;
    }

    internal static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, program), arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
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
