using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Passinstance.Benchmarks.Gateway;

/// <summary>A server in a process of its own, so that its processor time is measured alone. Ended by its id.</summary>
internal sealed class ChildServer : IDisposable
{
    private readonly Process _process;

    private ChildServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return Math.Round(_process.WorkingSet64 / 1024.0 / 1024.0);
        }
    }

    public static async Task<ChildServer> StartAsync(IEnumerable<string> command, Dictionary<string, string> environment, string readyPath,
        CancellationToken stop)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        var server = new ChildServer(process, port);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
            for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50, stop))
            {
                if (process.HasExited || watch.Elapsed > TimeSpan.FromSeconds(30))
                {
                    throw new InvalidOperationException($"{string.Join(' ', command)} did not become ready.");
                }

                try
                {
                    if ((await client.GetAsync(readyPath, stop)).IsSuccessStatusCode)
                    {
                        return server;
                    }
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }
            }
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Runs a command to its end and gives its output.</summary>
    public static async Task<string> RunAsync(IEnumerable<string> command, Dictionary<string, string> environment, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0 ? output
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(5000);
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
