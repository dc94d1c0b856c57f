using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Updates;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Benchmarks.Volume;

/// <summary>
/// What an operation costs through the gateway with everything on one machine, beside what PostgreSQL and RSA do there alone in the same
/// minutes. The processor time of an operation contains what its events cause afterwards: the clock stops when all consumers are done.
/// </summary>
internal static class VolumeBenchmark
{
    private const int Connections = 16;
    private const int Paced = 300;
    private const int Changed = 200;
    private const string PassType = "pass.test.volume";

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var only = new Option<string?>("--only") { Description = "Only the operations whose name has this text.", HelpName = "TEXT" };
        var statements = new Option<bool>("--statements") { Description = "Print the statements that took most time, per operation." };
        var events = CommonOptions.EventsPerMessage();
        var command = new Command("volume", "Measures rate, latency, processor time and statements of each operation.")
        {
            quick, only, statements, events,
        };
        command.SetAction((result, stop) =>
        {
            CommonOptions.SetEventsPerMessage(result.GetValue(events));
            return RunAsync(result.GetValue(quick), result.GetValue(only), result.GetValue(statements), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(bool quick, string? only, bool printsStatements, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        await using var system = await FaultSystem.StartAsync(FaultSettings.Full, stop, countsStatements: true);
        await using var counters = new DatabaseCounters(system);
        await using var reconciliation = new Reconciliation(system.Database, system.Endpoint);
        var clock = new ProcessorClock(system);
        await Task.Delay(TimeSpan.FromSeconds(5), stop);
        var (atRest, shareAtRest) = (clock.ReadMemory(), clock.ReadShares());
        var calls = await VolumeCalls.PrepareAsync(system, PassType, stop);
        var raw = await MeasureRawAsync(system, quick, stop);
        Console.WriteLine($"pgbench, 1 client {raw.PairOfRows1:N0} tps, 16 clients {raw.PairOfRows16:N0} tps; COPY {raw.Copy:N0} rows/s; "
            + $"RSA-2048 {raw.Signatures:N0}/s on one core; {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s until here");

        var rows = new List<Operation>();
        var duration = TimeSpan.FromSeconds(quick ? 4 : 10);
        Console.WriteLine($"{"operation",-22} {"per s",7} {"pgbench",8} {"p50",7} {"p99",7} {"cpu ms",7} {"drain",6} {"stmts",6} "
            + $"{"commit",6} {"rows",6} {"msgs",5}  processor ms by process");
        await MeasureAsync("POST /passes", calls.Post, 201);
        await MeasureAsync($"POST at {Paced}/s", calls.Post, 201, Paced);
        await calls.LoadAsync(counters["pass"], Changed, stop);
        // As autovacuum does within a minute, so that one run is like another.
        await counters.VacuumAsync(stop);
        await MeasureAsync("GET /passes/{id}", calls.Get, 200);
        await MeasureAsync("list of 20", calls.List, 200);
        await MeasureAsync("download by link", calls.Download, 200);
        await MeasureAsync("304 for a device", calls.NotModified, 304);
        await MeasureAsync("PUT /passes/{id}", calls.Put, 200);
        await MeasureAsync("list of 20 changed", calls.List, 200);
        if (only is null || "batch".Contains(only, StringComparison.OrdinalIgnoreCase))
            Add(await MeasureOnceAsync("batch, per item", 10_000, () => calls.BatchAsync(10_000, stop)));
        var afterLoad = clock.ReadMemory();
        var idle = await IdleAsync(clock, counters, quick, stop);
        var ready = await MeasureStartsAsync(system, stop);
        foreach (var program in atRest.Keys)
        {
            Console.WriteLine($"{program,-18} {atRest[program],4:0} MB at rest ({shareAtRest[program]:0} by share), "
                + $"{afterLoad[program],4:0} MB after the load, "
                + $"ready in {ready[program]:0.0} s, {idle.Processor.GetValueOrDefault(program):0.0} ms of processor a second when idle");
        }

        Console.WriteLine(
            $"Idle: {idle.Statements:0} statements a second, {idle.Processor.Values.Sum():0} ms of processor a second in all.");
        Console.WriteLine(JsonSerializer.Serialize(
            new { benchmark = "volume", raw, rows, atRest, shareAtRest, afterLoad, ready, idle, quick }, JsonSerializerOptions.Web));
        return 0;

        async Task MeasureAsync(string name, Func<long, string> request, int status, double? rate = null)
        {
            if (only is not null && name != "POST /passes" && !name.Contains(only, StringComparison.OrdinalIgnoreCase))
                return;
            // Until the methods are compiled for good, which takes the first write longest.
            var warm = rate is not null ? TimeSpan.FromSeconds(1) : rows.Count == 0 ? TimeSpan.FromSeconds(12)
                : TimeSpan.FromSeconds(status == 200 && name.StartsWith("PUT", StringComparison.Ordinal) ? 8 : 4);
            await DeviceLoad.SampleAsync(calls.Port, request, status, Connections, warm, rate, stop);
            await counters.DrainAsync(reconciliation.IsAppliedAsync, stop);
            IReadOnlyList<double> latencies = [];
            Add(await MeasureOnceAsync(name, 0, async () =>
            {
                (latencies, var elapsed) = await DeviceLoad.SampleAsync(
                    calls.Port, request, status, rate is null ? Connections : Connections * 4, duration, rate, stop);
                return (latencies.Count, elapsed);
            }) with
            { P50Ms = Math.Round(DeviceLoad.Median(latencies), 2), P99Ms = Math.Round(DeviceLoad.At(latencies, 0.99), 2) });
        }

        async Task<Operation> MeasureOnceAsync(string name, int known, Func<Task<(int Count, TimeSpan Elapsed)>> run)
        {
            await counters.ResetStatementsAsync(stop);
            var work = await counters.ReadAsync(stop);
            var before = clock.Read();
            var (count, elapsed) = await run();
            var drain = await counters.DrainAsync(reconciliation.IsAppliedAsync, stop);
            var after = clock.Read();
            var done = (await counters.ReadAsync(stop) - work).Per(count);
            if (printsStatements)
                foreach (var line in await counters.SlowestAsync(12, count, stop))
                    Console.WriteLine(line);
            var processor = after.Select(entry => (entry.Key, Ms: (entry.Value - before.GetValueOrDefault(entry.Key)) * 1000 / count))
                .Where(entry => entry.Ms > 0.001).ToDictionary(entry => entry.Key, entry => Math.Round(entry.Ms, 3));
            var perSecond = count / elapsed.TotalSeconds;
            return new Operation(name, Math.Round(perSecond, 1), Math.Round(perSecond / raw.PairOfRows16, 4), double.NaN, double.NaN,
                Math.Round(processor.Values.Sum(), 3), Math.Round(drain.TotalSeconds, 2), done, processor);
        }

        void Add(Operation row)
        {
            if (double.IsNaN(row.P50Ms))
                row = row with { P50Ms = 0, P99Ms = 0 };
            rows.Add(row);
            Console.WriteLine($"{row.Name,-22} {row.PerSecond,7:0} {row.OfPairOfRows,8:0.0 %} {row.P50Ms,7:0.0} {row.P99Ms,7:0.0} "
                + $"{row.ProcessorMs,7:0.00} {row.DrainSeconds,4:0.0} s {row.Work.Statements,6:0.0} {row.Work.Commits,6:0.0} "
                + $"{row.Work.Rows,6:0.0} {row.Work.Messages,5:0.0}  "
                + string.Join(", ", row.Processor.OrderByDescending(p => p.Value).Take(9).Select(p => $"{p.Key} {p.Value:0.00}")));
        }
    }

    private static async Task<Raw> MeasureRawAsync(FaultSystem system, bool quick, CancellationToken stop)
    {
        var seconds = quick ? 3 : 6;
        var one = await RawRates.PairOfRowsAsync(system.Postgres.ConnectionString, 1, seconds, stop);
        var many = await RawRates.PairOfRowsAsync(system.Postgres.ConnectionString, Connections, seconds, stop);
        return new Raw(one, many, await RawRates.CopyAsync(system.Postgres.ConnectionString, stop),
            RawRates.Signatures(TimeSpan.FromSeconds(1)));
    }

    private static async Task<Idle> IdleAsync(ProcessorClock clock, DatabaseCounters counters, bool quick, CancellationToken stop)
    {
        var seconds = quick ? 5 : 10;
        await Task.Delay(TimeSpan.FromSeconds(2), stop);
        await counters.ResetStatementsAsync(stop);
        var before = clock.Read();
        await Task.Delay(TimeSpan.FromSeconds(seconds), stop);
        var after = clock.Read();
        var work = await counters.ReadAsync(stop);
        return new Idle(Math.Round(work.Statements / seconds, 1), after.ToDictionary(entry => entry.Key,
            entry => Math.Round((entry.Value - before.GetValueOrDefault(entry.Key)) * 1000 / seconds, 2)));
    }

    private static async Task<Dictionary<string, double>> MeasureStartsAsync(FaultSystem system, CancellationToken stop)
    {
        var ready = new Dictionary<string, double>();
        foreach (var program in system.ProcessIds.Keys.ToList())
        {
            await system.KillAsync(program);
            var watch = Stopwatch.StartNew();
            await system.StartProgramAsync(program, stop);
            ready[program] = Math.Round(watch.Elapsed.TotalSeconds, 2);
        }

        return ready;
    }

    private sealed record Raw(double PairOfRows1, double PairOfRows16, double Copy, double Signatures);

    private sealed record Idle(double Statements, Dictionary<string, double> Processor);

    private sealed record Operation(string Name, double PerSecond, double OfPairOfRows, double P50Ms, double P99Ms, double ProcessorMs,
        double DrainSeconds, DatabaseWork Work, Dictionary<string, double> Processor);
}

/// <summary>The requests, as text.</summary>
internal sealed class VolumeCalls
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;
    private readonly FaultSystem _system;
    private readonly string _templateId;
    private readonly string _credential;
    private string[] _ids = [];
    private string[] _links = [];
    private string _device = "";
    private string _token = "";

    private VolumeCalls(FaultSystem system, string templateId)
    {
        _system = system;
        _templateId = templateId;
        _credential = $"Authorization: {system.Api.DefaultRequestHeaders.Authorization}\r\n";
    }

    internal int Port => _system.Api.BaseAddress!.Port;

    internal static async Task<VolumeCalls> PrepareAsync(FaultSystem system, string passType, CancellationToken stop)
    {
        using var response = await system.Api.PostAsJsonAsync("/api/v1/templates", new
        {
            name = "Volume",
            description = "Card of the volume program",
            passType = "storeCard",
            organizationName = "Volume",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = passType,
        }, stop);
        response.EnsureSuccessStatusCode();
        var template = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
        var calls = new VolumeCalls(system, template.GetProperty("id").GetString()!);
        // The first pass of a template needs the template service, which may still be busy starting.
        while (true)
        {
            using var first = await system.Api.PostAsJsonAsync(
                "/api/v1/passes", new { templateId = calls._templateId, serialNumber = NewSerial(), fields = Points(0) }, stop);
            if (first.StatusCode == HttpStatusCode.Created)
                return calls;
            await Task.Delay(500, stop);
        }
    }

    /// <summary>Takes the newest passes for the requests that read and change.</summary>
    internal async Task LoadAsync(Npgsql.NpgsqlDataSource passes, int count, CancellationToken stop)
    {
        var ids = new List<string>();
        await using (var command = passes.CreateCommand($"SELECT id FROM passes ORDER BY created_at DESC LIMIT {count}"))
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
                ids.Add(TypeId.Format(IdPrefixes.Pass, reader.GetGuid(0)));
        }

        _ids = [.. ids];
        var links = new List<string>();
        foreach (var id in ids.Take(100))
        {
            var pass = await _system.Api.GetFromJsonAsync<JsonElement>($"/api/v1/passes/{id}", stop);
            links.Add(new Uri(pass.GetProperty("downloadUrl").GetString()!).PathAndQuery);
        }

        _links = [.. links];
        using var file = new ZipArchive(await _system.Api.GetStreamAsync(_links[0], stop));
        await using var entry = await file.GetEntry("pass.json")!.OpenAsync(stop);
        var content = await JsonSerializer.DeserializeAsync<JsonElement>(entry, Web, stop);
        _token = content.GetProperty("authenticationToken").GetString()!;
        _device = $"{new Uri(content.GetProperty("webServiceURL").GetString()!).AbsolutePath.TrimEnd('/')}/v1/passes/"
            + $"{content.GetProperty("passTypeIdentifier").GetString()}/{content.GetProperty("serialNumber").GetString()}";
    }

    internal string Post(long number) => Write("POST", "/api/v1/passes", JsonSerializer.Serialize(
        new { templateId = _templateId, serialNumber = NewSerial(), fields = Points(number) }, Web));

    internal string Put(long number) => Write("PUT", $"/api/v1/passes/{Id(number)}", JsonSerializer.Serialize(
        new { fields = Points(Interlocked.Increment(ref _serial)) }, Web));

    internal string Get(long number) => $"GET /api/v1/passes/{Id(number)} HTTP/1.1\r\nHost: localhost\r\n{_credential}\r\n";

    internal string List(long number) => $"GET /api/v1/passes?limit=20 HTTP/1.1\r\nHost: localhost\r\n{_credential}\r\n";

    internal string Download(long number) => $"GET {_links[number % _links.Length]} HTTP/1.1\r\nHost: localhost\r\n\r\n";

    internal string NotModified(long number) => $"GET {_device} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ApplePass {_token}\r\n"
        + $"If-Modified-Since: {DateTimeOffset.UtcNow.AddHours(1).ToString("r", CultureInfo.InvariantCulture)}\r\n\r\n";

    internal async Task<(int Count, TimeSpan Elapsed)> BatchAsync(int count, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        using var response = await _system.Api.PostAsJsonAsync("/api/v1/batch", new
        {
            operation = "create",
            items = Enumerable.Range(0, count)
                .Select(i => new { templateId = _templateId, serialNumber = NewSerial(), fields = Points(i) }),
        }, stop);
        response.EnsureSuccessStatusCode();
        var batch = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
        var id = batch.GetProperty("id").GetString();
        while (batch.GetProperty("status").GetString() != "completed")
        {
            await Task.Delay(100, stop);
            batch = await _system.Api.GetFromJsonAsync<JsonElement>($"/api/v1/batch/{id}", stop);
        }

        return (count, watch.Elapsed);
    }

    private static long _serial;

    private static string NewSerial() => $"V-{Interlocked.Increment(ref _serial)}";

    private static object Points(long value) => new { points = new { label = "Points", value } };

    private string Id(long number) => _ids[number % _ids.Length];

    private string Write(string method, string path, string body) => $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{_credential}"
        + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
