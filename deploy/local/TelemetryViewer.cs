using System.Reflection;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>
/// The .NET Aspire dashboard, which shows traces, metrics and logs of the programs: one pass from the request to the webhook. It is a help
/// for developers: without it everything else works.
/// </summary>
internal sealed class TelemetryViewer(ProcessLog log)
{
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Where its program is; null where the package has none for this system.</summary>
    public static string? Program =>
        typeof(TelemetryViewer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(one => one.Key == "Dashboard")?.Value
            is { } folder && Path.Combine(folder, "Aspire.Dashboard") is var program && File.Exists(program) ? program : null;

    public string Url { get; } = $"http://127.0.0.1:{LoopbackPort.Free()}";

    /// <summary>Where the programs send their telemetry; empty when it does not run.</summary>
    public string OtlpUrl { get; private set; } = "";

    public ChildProcess? Process { get; private set; }

    public async Task<bool> StartAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (Program is not { } program)
            return false;
        var otlp = $"http://127.0.0.1:{LoopbackPort.Free()}";
        Process = await ChildProcess.StartAsync(
            new ChildCommand(program, [])
            {
                WorkingDirectory = Path.GetDirectoryName(program)!,
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = Url,
                    ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = otlp,
                    // Both listen on this machine alone.
                    ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true",
                },
                Hides = name => name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
                    || name.StartsWith("OTEL_", StringComparison.Ordinal),
            },
            log);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadyDeadline);
        try
        {
            while (!Process.HasExited)
            {
                if (await RespondsAsync(http, deadline.Token))
                {
                    OtlpUrl = otlp;
                    return true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Process.KillAsync();
        }

        return false;
    }

    public Task StopAsync(TimeSpan grace) => Process?.StopAsync(PosixCalls.Terminate, grace) ?? Task.CompletedTask;

    private async Task<bool> RespondsAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(Url), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
