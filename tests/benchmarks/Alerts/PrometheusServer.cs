using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;

namespace Passinstance.Benchmarks.Alerts;

/// <summary>
/// Debian's Prometheus with the rules of deploy/observability, in which minutes are made seconds: durations, ranges and offsets alike.
/// </summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    internal const int Factor = 60;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private readonly string _folder;
    private readonly ProcessLog _log;
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private PrometheusServer(string folder, ProcessLog log, ChildProcess process, int port)
    {
        (_folder, _log, _process) = (folder, log, process);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Checks the rules with promtool, and starts it.</summary>
    /// <param name="ports">The ports of the programs' metrics, by their names.</param>
    /// <param name="stop">Ends the start.</param>
    internal static async Task<PrometheusServer> StartAsync(IReadOnlyDictionary<string, int> ports, CancellationToken stop)
    {
        await RequiredPrograms.EnsureAsync("/usr/bin/prometheus", "prometheus", stop);
        var folder = Directory.CreateTempSubdirectory("passinstance-alerts-").FullName;
        var rules = Path.Combine(Repository.Root, "deploy/observability/alerts.yaml");
        var shortened = Path.Combine(folder, "alerts.yaml");
        await File.WriteAllTextAsync(shortened, Shorten(await File.ReadAllTextAsync(rules, stop)), stop);
        foreach (var file in (string[])[rules, shortened])
            Console.WriteLine(await RunAsync("/usr/bin/promtool", ["check", "rules", file], stop));
        var configuration = new StringBuilder($"""
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: [{shortened}]
            scrape_configs:

            """);
        foreach (var (program, port) in ports)
        {
            configuration.Append(CultureInfo.InvariantCulture, $$"""
                  - job_name: {{program}}
                    static_configs: [{ targets: ["127.0.0.1:{{port}}"], labels: { service_name: {{program}} } }]

                """);
        }

        var file2 = Path.Combine(folder, "prometheus.yaml");
        await File.WriteAllTextAsync(file2, configuration.ToString(), stop);
        Console.WriteLine(await RunAsync("/usr/bin/promtool", ["check", "config", file2], stop));
        var own = LoopbackPort.Free();
        var log = new ProcessLog(Path.Combine(folder, "prometheus.log"));
        var process = await ChildProcess.StartAsync(
            new(
                "/usr/bin/prometheus",
                [
                    $"--config.file={file2}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                    $"--web.listen-address=127.0.0.1:{own}",
                ])
            {
                WorkingDirectory = folder,
            }, log);
        var server = new PrometheusServer(folder, log, process, own);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(StartDeadline);
        while (!await server.IsReadyAsync(deadline.Token))
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        return server;
    }

    /// <summary>The names of the rules, in their order.</summary>
    internal static IReadOnlyList<string> Names() =>
    [
        .. AlertName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy/observability/alerts.yaml")))
            .Select(match => match.Groups[1].Value),
    ];

    /// <summary>The alerts that fire.</summary>
    internal async Task<IReadOnlySet<string>> FiringAsync(CancellationToken stop)
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>("/api/v1/alerts", stop);
        return answer.GetProperty("data").GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("state").GetString() == "firing")
            .Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()!).ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        _process.Dispose();
        _http.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative), stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Shorten(string rules) => Duration().Replace(
        rules, match => $"{match.Groups[1].Value}{int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
            * (match.Groups[3].Value == "h" ? 60 : 1)}s");

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken stop)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(new(program, arguments) { WorkingDirectory = "/" }, stop);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {exitCode}: {output}");
    }

    [GeneratedRegex(@"(for: |\[|offset )(\d+)([mh])")]
    private static partial Regex Duration();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();
}
