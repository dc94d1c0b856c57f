using System.Diagnostics;

namespace Passinstance.Testing;

/// <summary>
/// A folder of JavaScript programs with a package.json and its lock file. Node.js and the packages are installed when missing.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class NodeFolder(string path)
{
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Runs <paramref name="program"/> of this folder and returns the lines it printed.</summary>
    /// <param name="program">File name.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(string program, string input, params string[] arguments)
    {
        await InstallAsync();
        var output = await RunProcessAsync("node", input, [Path.Combine(path, program), .. arguments], await VariablesAsync());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Installs what is missing; a test with its own time limit calls this first.</summary>
    public async Task InstallAsync()
    {
        // npm writes this file last.
        var done = Path.Combine(path, "node_modules", ".package-lock.json");
        if (File.Exists(done))
            return;
        await RequiredPrograms.NodeAsync();
        await RequiredPrograms.NpmAsync();
        // Test programs run in parallel, and two installations in one folder corrupt each other.
        await using var alone = await LockAsync();
        if (!File.Exists(done))
            await RunProcessAsync("npm", "", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    }

    // A folder that drives a browser uses the one that all tests of this program share.
    private async Task<IReadOnlyDictionary<string, string>> VariablesAsync() =>
        (await File.ReadAllTextAsync(Path.Combine(path, "package.json"))).Contains("\"playwright-core\"", StringComparison.Ordinal)
            ? new Dictionary<string, string> { [SharedBrowser.Variable] = await SharedBrowser.EndpointAsync() }
            : new Dictionary<string, string>();

    private Task<FileStream> LockAsync() => Eventually.ValueAsync(
        _ =>
        {
            try
            {
                return Task.FromResult<FileStream?>(new FileStream(Path.Combine(path, ".npm-lock"), FileMode.OpenOrCreate,
                    FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
            }
            catch (IOException)
            {
                return Task.FromResult<FileStream?>(null);
            }
        },
        InstallDeadline, $"the packages of {path} installed by another test program");

    private async Task<string> RunProcessAsync(
        string program, string input, string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output
            : throw new InvalidOperationException(
            $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}");
    }
}
