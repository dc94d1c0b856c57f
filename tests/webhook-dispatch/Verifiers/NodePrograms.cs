using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Passinstance.Webhooks.Tests.Verifiers;

/// <summary>The programs beside this file, run by node; their packages are installed from the lock file when they are not there.</summary>
internal static class NodePrograms
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    internal static async Task<IReadOnlyList<string>> RunAsync(string program, string input, params string[] arguments)
    {
        await Installed.Value;
        return (await RunProcessAsync("node", input, [Path.Combine(Folder(), program), .. arguments])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder(), "node_modules", "svix")))
            await RunProcessAsync("npm", "", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    }

    private static async Task<string> RunProcessAsync(string program, string input, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder(), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start. Install Node.js 20 or newer.");
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
