using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Updates;

namespace Passinstance.Benchmarks.Batches;

/// <summary>
/// <c>batch [--quick] [--items N]</c>: creates as NDJSON and as CSV, and updates, of N passes each with all processes on this machine:
/// items a second, time until every service has applied every event, memory of each program; meanwhile passes are created one by one at a
/// steady rate, and a batch of ten is run. Ends with a line of JSON.
/// </summary>
internal static class BatchBenchmark
{
    private const int BesidePerSecond = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(30);

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var items = new Option<int>("--items") { Description = "Items of a batch.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var alone = new Option<bool>("--alone") { Description = "Nothing is created beside the batches." };
        var only = new Option<string?>("--only") { Description = "Only the runs whose name has this text.", HelpName = "TEXT" };
        var events = CommonOptions.EventsPerMessage();
        var command = new Command("batch", "Measures batches of creates and updates, and what they do to single requests.")
        {
            quick, items, alone, only, events,
        };
        command.SetAction((result, stop) =>
        {
            CommonOptions.SetEventsPerMessage(result.GetValue(events));
            return RunAsync(result.GetValue(quick) ? 5000 : result.GetValue(items), result.GetValue(alone), result.GetValue(only), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(int items, bool alone, string? only, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on), RabbitMQ and the five processes ...");
        await using var system = await FaultSystem.StartAsync(FaultSettings.Full, stop);
        await using var reconciliation = new Reconciliation(system.Database, system.Endpoint);
        await using var memory = new ProgramMemory();
        system.Api.Timeout = Timeout.InfiniteTimeSpan;
        var template = await CreateTemplateAsync(system, stop);
        // Until everything is compiled and connected.
        await MeasureAsync("warm-up", Ndjson, "operation=create", 2000, i => Create(template, "WARM", i));
        await Task.Delay(TimeSpan.FromSeconds(2), stop);
        var baseline = alone ? default : await BesideAsync(Task.Delay(TimeSpan.FromSeconds(5), stop));
        Console.WriteLine($"POST /passes at {BesidePerSecond}/s without a batch: p50 {baseline.P50:0} ms, p99 {baseline.P99:0} ms");
        Console.WriteLine($"{"batch",-18} {"items",9} {"received",9} {"done",8} {"items/s",8} {"applied",8} {"ten",7} {"POST p50",9} "
            + $"{"p99",7}  memory, MB");
        var rows = new List<Row>();
        await AddAsync("create, NDJSON", Ndjson, "operation=create", i => Create(template, "N", i));
        await AddAsync("create, CSV", "text/csv", $"operation=create&templateId={template}&columns=ticket:serialNumber,gate:fields.gate",
            i => $"C-{i},Name of holder {i},{i % 20}", "ticket,fields.holder,gate");
        await AddAsync("update, NDJSON", Ndjson, "operation=update",
            i => $$"""{"serialNumber":"N-{{i}}","fields":{"gate":{"label":"Gate","value":"{{i % 20}} changed"} } }""");
        Console.WriteLine(JsonSerializer.Serialize(
            new { benchmark = "batch", items, baseline, rows, processors = Environment.ProcessorCount }, JsonSerializerOptions.Web));
        return rows.TrueForAll(row => row.Failed == 0) ? 0 : 1;

        async Task AddAsync(string name, string type, string query, Func<int, string> line, string? header = null)
        {
            if (only is null || name.Contains(only, StringComparison.OrdinalIgnoreCase))
                rows.Add(await MeasureAsync(name, type, query, items, line, header));
        }

        async Task<Row> MeasureAsync(string name, string type, string query, int count, Func<int, string> line, string? header = null)
        {
            var isWarmUp = name == "warm-up";
            memory.Take();
            var watch = Stopwatch.StartNew();
            using var content = new LineContent(count, line, header);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var response = await system.Api.PostAsync(new Uri($"/api/v1/batch?{query}", UriKind.Relative), content, stop);
            var text = await response.Content.ReadAsStringAsync(stop);
            if (response.StatusCode != HttpStatusCode.Accepted)
                throw new InvalidOperationException(text);
            var received = watch.Elapsed.TotalSeconds;
            var id = JsonElement.Parse(text).GetProperty("id").GetString()!;
            var run = EndAsync(system, id, stop);
            var beside = isWarmUp || alone ? Task.FromResult<Beside>(default) : BesideAsync(run);
            var ten = isWarmUp ? 0 : await RunTenAsync(system, template, stop);
            var batch = await run;
            var done = watch.Elapsed.TotalSeconds;
            var latency = await beside;
            while (!await reconciliation.IsAppliedAsync(stop))
                await Task.Delay(100, stop);
            var row = new Row(name, count, Math.Round(received, 2), Math.Round(done, 2), Math.Round(count / done),
                Math.Round(watch.Elapsed.TotalSeconds, 2), Math.Round(ten, 2), latency, batch.GetProperty("failed").GetInt32(),
                memory.Take());
            if (!isWarmUp)
            {
                Console.WriteLine($"{row.Name,-18} {row.Items,9:N0} {row.ReceivedSeconds,7:0.0} s {row.DoneSeconds,6:0.0} s "
                    + $"{row.PerSecond,8:N0} {row.AppliedSeconds,6:0.0} s {row.TenSeconds,5:0.0} s {row.Beside.P50,6:0} ms "
                    + $"{row.Beside.P99,4:0} ms  "
                    + string.Join(", ", row.Memory.OrderBy(program => program.Key).Select(program => $"{program.Key} {program.Value:0}")));
            }

            return row;
        }

        // Open loop: the schedule does not wait for responses.
        async Task<Beside> BesideAsync(Task until)
        {
            var calls = new List<Task<double>>();
            var watch = Stopwatch.StartNew();
            while (!until.IsCompleted)
            {
                var due = TimeSpan.FromSeconds((double)calls.Count / BesidePerSecond) - watch.Elapsed;
                if (due > TimeSpan.FromMilliseconds(1))
                    await Task.Delay(due, stop);
                calls.Add(PostAsync(system, template, stop));
            }

            var times = await Task.WhenAll(calls);
            return new Beside(times.Length, Math.Round(DeviceLoad.Median(times), 1), Math.Round(DeviceLoad.At(times, 0.99), 1));
        }
    }

    private const string Ndjson = "application/x-ndjson";

    private static string Create(string template, string prefix, int i) =>
        $$"""{"templateId":"{{template}}","serialNumber":"{{prefix}}-{{i}}","fields":{""" +
        $$""" "holder":{"label":"Holder","value":"Name of holder {{i}}"}, """ +
        $$"""
        "gate":{"label":"Gate","value":"{{i % 20}}"} },"barcodeFormat":"qr","barcodeMessage":"{{prefix}}-{{i}}"}
        """;

    private static async Task<double> PostAsync(FaultSystem system, string template, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await system.Api.PostAsJsonAsync(
            "/api/v1/passes", new { templateId = template, serialNumber = $"ONE-{Guid.NewGuid()}" }, stop);
        response.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> RunTenAsync(FaultSystem system, string template, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        using var response = await system.Api.PostAsJsonAsync("/api/v1/batch", new
        {
            operation = "create",
            items = Enumerable.Range(0, 10).Select(_ => new { templateId = template, serialNumber = $"TEN-{Guid.NewGuid()}" }),
        }, stop);
        response.EnsureSuccessStatusCode();
        var batch = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
        await EndAsync(system, batch.GetProperty("id").GetString()!, stop);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<JsonElement> EndAsync(FaultSystem system, string id, CancellationToken stop)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Deadline; await Task.Delay(500, stop))
        {
            using var response = await system.Api.GetAsync(new Uri($"/api/v1/batch/{id}", UriKind.Relative), stop);
            if (!response.IsSuccessStatusCode)
                continue;
            var batch = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
            if (batch.GetProperty("status").GetString() == "completed")
                return batch;
        }

        throw new TimeoutException($"Batch {id} did not end.");
    }

    private static async Task<string> CreateTemplateAsync(FaultSystem system, CancellationToken stop)
    {
        using var response = await system.Api.PostAsJsonAsync("/api/v1/templates", new
        {
            name = "Tickets",
            description = "Measured",
            passType = "eventTicket",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.batch",
        }, stop);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!;
    }

    internal readonly record struct Beside(int Requests, double P50, double P99);

    internal sealed record Row(
        string Name, int Items, double ReceivedSeconds, double DoneSeconds, double PerSecond, double AppliedSeconds, double TenSeconds,
        Beside Beside, int Failed, Dictionary<string, double> Memory);

    /// <summary>Lines that are made while they are sent.</summary>
    private sealed class LineContent(int count, Func<int, string> line, string? header) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var text = new StringBuilder();
            if (header is not null)
                text.Append(header).Append('\n');
            for (var i = 0; i < count; i++)
            {
                text.Append(line(i)).Append('\n');
                if (text.Length < 64 * 1024 && i < count - 1)
                    continue;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
                text.Clear();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
