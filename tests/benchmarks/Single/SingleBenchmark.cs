using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Single;

/// <summary><c>single</c>: start and memory of deploy/single, and passes that it issues meanwhile.</summary>
internal static class SingleBenchmark
{
    private const int Starts = 3;
    private const double MaxReadySeconds = 5;
    private const double MaxMegabytes = 350;
    private const int Connections = 8;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(1);

    internal static Command Command()
    {
        var passes = new Option<int>("--passes") { Description = "Passes to issue.", DefaultValueFactory = _ => 3000, HelpName = "N" };
        var command = new Command("single", "Measures all programs in one process: start, memory, passes per second.") { passes };
        command.SetAction((result, stop) => RunAsync(result.GetValue(passes), stop));
        return command;
    }

    private static async Task<int> RunAsync(int passes, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on) and RabbitMQ ...");
        var secrets = Secrets.Create();
        await using var postgres = await PrivatePostgres.StartNewAsync(stop);
        var users = BrokerUsers.Of(secrets);
        await using var broker = await PrivateBroker.StartNewAsync(users, stop);
        var databases = new ProgramDatabases(postgres.ConnectionString, secrets.DatabasePasswords, suffix: "");
        await databases.CreateAsync(stop);
        var addresses = ProgramTable.All.ToDictionary(program => program, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        var values = new DeploymentValues(
            addresses[ProgramTable.Gateway],
            program => program.UsesBroker ? broker.UrlFor(users.Single(user => user.Name == program.Name)) : "", secrets,
            program => databases.ConnectionString(program.Database), program => addresses[program],
            new PushService("https://127.0.0.1:9", ""),
            new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"));
        var environment = SingleProcess.Variables(values);
        using var log = new ProcessLog(Path.Combine(Path.GetTempPath(), $"passinstance-single-{Environment.ProcessId}.log"));
        using var http = new HttpClient { BaseAddress = new Uri(values.PublicUrl) };
        // The first start applies the migrations.
        var (process, first) = await StartAsync(environment, http, log, stop);
        var organization = await RunAsync(
            environment, stop, "gateway", "admin", "create-organization", "--name", "Single", "--json");
        var key = await RunAsync(
            environment, stop, "gateway", "admin", "create-key", "--organization", organization.GetProperty("organizationId").GetString()!,
            "--name", "Single", "--environment", "test", "--json");
        http.DefaultRequestHeaders.Add("X-API-Key", key.GetProperty("apiKey").GetString());
        var ready = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await process.StopAsync(PosixCalls.Terminate, ReadyDeadline);
            (process, var seconds) = await StartAsync(environment, http, log, stop);
            ready.Add(seconds);
        }

        await Task.Delay(Rest, stop);
        var atRest = Megabytes(process);
        var rate = await IssueAsync(http, passes, stop);
        var afterLoad = Megabytes(process);
        await process.StopAsync(PosixCalls.Terminate, ReadyDeadline);
        var median = ready.Order().ElementAt(Starts / 2);
        Console.WriteLine($"first start with migrations {first:0.0} s; ready after {median:0.0} s (median of {Starts})");
        Console.WriteLine($"resident: {atRest:0} MB at rest, {afterLoad:0} MB after {passes} passes at {rate:0} per second");
        Console.WriteLine(JsonSerializer.Serialize(
            new { benchmark = "single", firstSeconds = first, readySeconds = median, atRest, afterLoad, perSecond = Math.Round(rate) },
            JsonSerializerOptions.Web));
        return median <= MaxReadySeconds && afterLoad < MaxMegabytes ? 0 : 1;
    }

    private static async Task<(ChildProcess Process, double Seconds)> StartAsync(
        Dictionary<string, string> environment, HttpClient http, ProcessLog log, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var process = await ChildProcess.StartAsync(SingleProcess.Command(environment), log);
        while (!await IsReadyAsync(http, stop))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > ReadyDeadline)
                throw new InvalidOperationException($"It is not ready. Its last lines:\n{string.Join('\n', log.LastLines(20))}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
        }

        return (process, Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 2));
    }

    private static async Task<double> IssueAsync(HttpClient http, int passes, CancellationToken stop)
    {
        var template = await PostAsync(http, "/api/v1/templates", new
        {
            name = "Single",
            description = "Card of one process",
            passType = "storeCard",
            organizationName = "Single",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.single",
        }, stop);
        var templateId = template.GetProperty("id").GetString();
        // The first one makes a development certificate.
        await PostAsync(http, "/api/v1/passes", new { templateId, serialNumber = "FIRST" }, stop);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, passes), new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = stop },
            async (number, token) => await PostAsync(http, "/api/v1/passes", new { templateId, serialNumber = $"S-{number}" }, token));
        return passes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body, CancellationToken stop)
    {
        using var response = await http.PostAsJsonAsync(path, body, stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<JsonElement>(stop)
            : throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync(stop)}");
    }

    private static async Task<JsonElement> RunAsync(
        Dictionary<string, string> environment, CancellationToken stop, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(SingleProcess.Command(environment, arguments), stop);
        return exitCode == 0
            ? JsonElement.Parse(output.Split('\n').Single(line => line.StartsWith('{')))
            : throw new InvalidOperationException(output);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }

    private static double Megabytes(ChildProcess process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
    }
}
