using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Readers;

/// <summary>passkit-generator, written by others in another language, reads every pass without a complaint.</summary>
public sealed class IndependentReaderTests : IDisposable
{
    private readonly string _passes = Directory.CreateTempSubdirectory("wallet-readers-").FullName;

    public void Dispose() => Directory.Delete(_passes, recursive: true);

    [Fact]
    public async Task Passkit_generator_accepts_every_style()
    {
        string reader = await InstallAsync();
        using var certificates = new TestCertificates();
        using AppleSigningIdentity identity = certificates.Identity();
        foreach (string name in RichPasses.Names)
        {
            Sample sample = RichPasses.Of(name);

            // A raw key is one that Apple does not document: no reader with strict schemas accepts it.
            Unpack(name, Archives.Write(sample with { Template = sample.Template with { Extra = null } }, identity));
        }

        // The reader must be able to refuse: a pass with a format without its prefix.
        Unpack("broken", Archives.Write(RichPasses.Of("train"), identity));
        string broken = Path.Combine(_passes, "broken", "pass.json");
        await File.WriteAllTextAsync(
            broken, (await File.ReadAllTextAsync(broken)).Replace("PKBarcodeFormatAztec", "Aztec", StringComparison.Ordinal));

        (int exitCode, string output) = await RunAsync("node", $"read.mjs \"{_passes}\"", reader);
        Assert.True(exitCode == 0, output);
        Dictionary<string, string[]> complaints = JsonSerializer.Deserialize<Dictionary<string, string[]>>(
            output.Split('\n').Last(l => l.StartsWith('{')))!;
        Assert.NotEmpty(complaints["broken"]);
        complaints.Remove("broken");
        Assert.Equal(RichPasses.Names.Order(StringComparer.Ordinal), complaints.Keys.Order(StringComparer.Ordinal));
        Assert.All(complaints, c => Assert.True(c.Value.Length == 0, $"{c.Key}: {string.Join('\n', c.Value)}"));
    }

    private void Unpack(string name, byte[] archive)
    {
        foreach ((string path, byte[] content) in new PassArchive(archive).Files)
        {
            string file = Path.Combine(_passes, name, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    /// <summary>Installs the pinned reader once, outside the sources, and gives its folder.</summary>
    private static async Task<string> InstallAsync([CallerFilePath] string caller = "")
    {
        string sources = Path.GetDirectoryName(caller)!;
        string folder = Path.GetFullPath(Path.Combine(sources, "..", "..", "..", ".local", "wallet-readers"));
        Directory.CreateDirectory(folder);
        bool isInstalled = Directory.Exists(Path.Combine(folder, "node_modules", "passkit-generator"))
            && await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json")) == await File.ReadAllTextAsync(
                Path.Combine(sources, "package-lock.json"));
        foreach (string file in new[] { "package.json", "package-lock.json", "read.mjs" })
        {
            File.Copy(Path.Combine(sources, file), Path.Combine(folder, file), overwrite: true);
        }

        if (!isInstalled)
        {
            await RequiredPrograms.NpmAsync();
            (int exitCode, string output) = await RunAsync("npm", "ci --ignore-scripts --no-audit --no-fund", folder);
            Assert.True(exitCode == 0, output);
        }

        return folder;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors + output);
    }
}
