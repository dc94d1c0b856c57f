using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Passinstance.Benchmarks.Updates;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Benchmarks.Volume;

/// <summary>
/// How long one call takes that changes very many passes: a template's new version, and a push notification. Each pass is on one device;
/// the push service is simulated in this process. The end is the last push and every service's knowledge of every change.
/// </summary>
internal static class FanOutBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var count = new Option<int?>("--passes") { Description = "How many passes. Default: 100,000.", HelpName = "N" };
        var events = CommonOptions.EventsPerMessage();
        var command = new Command("fanout", "Measures a template published to many passes, and a push notification to them.")
        {
            quick, count, events,
        };
        command.SetAction((result, stop) =>
        {
            CommonOptions.SetEventsPerMessage(result.GetValue(events));
            return RunAsync(result.GetValue(count) ?? (result.GetValue(quick) ? 10_000 : 100_000), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(int count, CancellationToken stop)
    {
        await using UpdateSystem system = await UpdateSystem.StartAsync(stop);
        string templateId = await system.CreateTemplateAsync(stop);
        (string first, _) = await system.IssueAsync(templateId, "FANOUT", download: true, stop);
        await FillAsync(system, first, count, stop);
        int accepted = 0;
        system.Apns.Accepted = _ => Interlocked.Increment(ref accepted);

        var published = await MeasureAsync("template published", system, async () =>
        {
            await system.Api.CallAsync(HttpMethod.Put, $"/api/v1/templates/{templateId}", new { description = "The next version" },
                cancellationToken: stop);
            await system.Api.CallAsync(HttpMethod.Post, $"/api/v1/templates/{templateId}/publish", cancellationToken: stop);
        }, async () => Volatile.Read(ref accepted) >= count
            // Last, because they are dear.
            && await CountAsync(system.Passes, "SELECT count(*) FROM passes WHERE template_version = 2", stop) >= count
            && await CountAsync(system.Notifications, "SELECT count(*) FROM pass_content_versions WHERE version >= 2", stop) >= count,
            count, stop);

        Volatile.Write(ref accepted, 0);
        string notification = "";
        var notified = await MeasureAsync("push notification", system, async () =>
        {
            var sent = await system.Api.CallAsync(HttpMethod.Post, "/api/v1/push-notifications",
                new { title = "News", message = "Open today until ten", target = new { templateId } }, HttpStatusCode.Accepted, stop);
            notification = sent.Text("id");
        }, async () =>
        {
            if (Volatile.Read(ref accepted) < count)
                return false;
            var state = await system.Api.GetFromJsonAsync<JsonElement>($"/api/v1/push-notifications/{notification}", stop);
            return state.GetProperty("status").GetString() == "completed";
        }, count, stop);

        Console.WriteLine(
            JsonSerializer.Serialize(new { benchmark = "fanout", passes = count, published, notified }, JsonSerializerOptions.Web));
        return published.Seconds <= 30 && notified.Seconds <= 30 ? 0 : 1;
    }

    private static async Task<FanOut> MeasureAsync(
        string name, UpdateSystem system, Func<Task> start, Func<Task<bool>> isDone, int count, CancellationToken stop)
    {
        var before = system.Processes.ToDictionary(process => process.Key, process => process.Value.ProcessorTime);
        var peaks = new Dictionary<string, double>();
        var watch = Stopwatch.StartNew();
        await start();
        while (!await isDone())
        {
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"{name} was not done after {Patience.TotalMinutes} minutes.");
            foreach (var (program, process) in system.Processes)
                peaks[program] = Math.Max(peaks.GetValueOrDefault(program), process.ResidentMegabytes);
            await Task.Delay(250, stop);
        }

        var result = new FanOut(Math.Round(watch.Elapsed.TotalSeconds, 1), Math.Round(count / watch.Elapsed.TotalSeconds),
            system.Processes.ToDictionary(process => process.Key,
                process => Math.Round((process.Value.ProcessorTime - before[process.Key]).TotalMilliseconds / count, 3)),
            peaks);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} {count:N0} passes in {result.Seconds:0.0} s, {result.PerSecond:N0} a second (target 30 s for 100,000)"));
        foreach (var program in result.PeakMegabytes.Keys)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {program,-14} {result.ProcessorMs[program]:0.000} ms of processor per pass, at most "
                + $"{result.PeakMegabytes[program]:0} MB"));
        return result;
    }

    // Made inside the servers, as if each had been issued and added to a device.
    private static async Task FillAsync(UpdateSystem system, string first, int count, CancellationToken stop)
    {
        _ = TypeId.TryParse(IdPrefixes.Pass, first, out Guid id);
        await UpdateSystem.ExecuteAsync(system.Passes, """
            INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                sealed_secret, version, warnings, created_at, updated_at, last_modified, installs)
            SELECT organization_id, gen_random_uuid(), template_id, template_version, pass_type_identifier, 'FANOUT-' || i, content,
                sealed_secret, 1, warnings, created_at, updated_at, last_modified, 1
            FROM passes, generate_series(1, $2) i WHERE id = $1
            """, stop, id, count);
        var ids = new List<Guid>(count);
        await using (var command = system.Passes.CreateCommand("SELECT id FROM passes WHERE serial_number LIKE 'FANOUT-%'"))
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
                ids.Add(reader.GetGuid(0));
        }

        await UpdateSystem.ExecuteAsync(system.Notifications, """
            INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
            SELECT $1, id, gen_random_uuid(), $2, md5(id::text), 1, now() FROM unnest($3) id
            """, stop, system.OrganizationId, UpdateSystem.PassType, ids.ToArray());
        await UpdateSystem.ExecuteAsync(system.Passes, "VACUUM ANALYZE passes", stop);
        await UpdateSystem.ExecuteAsync(system.Notifications, "VACUUM ANALYZE push_registrations", stop);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, CancellationToken stop)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private sealed record FanOut(
        double Seconds, double PerSecond, Dictionary<string, double> ProcessorMs, Dictionary<string, double> PeakMegabytes);
}
