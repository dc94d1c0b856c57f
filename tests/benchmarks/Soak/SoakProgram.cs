using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Updates;
using Passinstance.Local.Programs;
using Passinstance.Simulators.Apns;

namespace Passinstance.Benchmarks.Soak;

/// <summary>
/// <c>soak [--minutes N] [--rate N] [--phones N]</c>: an issuer's day. At its end every pass is compared, by id, with what the endpoint got
/// and with what the phones show; memory must be flat, and no table may hold more than its data.
/// </summary>
internal static class SoakProgram
{
    // Memory that grows by less is noise of the collector.
    private const double MaxGrowth = 1.15;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(3);

    // What waits for work; all of it must be done at the end.
    private static readonly (string Program, string What, string Sql)[] Queues =
    [
        ("pass", "events to publish", "SELECT count(*) FROM outbox_messages"),
        ("pass", "passes of an older version",
            """
            SELECT count(*) FROM passes
            WHERE voided_at IS NULL AND deleted_at IS NULL AND template_version < (SELECT max(version) FROM template_version_replicas)
            """),
        ("template", "events to publish", "SELECT count(*) FROM outbox_messages"),
        ("notification", "events to publish", "SELECT count(*) FROM outbox_messages"),
        ("notification", "pushes", "SELECT count(*) FROM apple_pushes"),
        ("webhook-dispatch", "events to publish", "SELECT count(*) FROM outbox_messages"),
        ("webhook-dispatch", "deliveries", "SELECT count(*) FROM deliveries WHERE status = 'pending'"),
    ];

    internal static Command Command()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", HelpName = "N", DefaultValueFactory = _ => 30 };
        var rate = new Option<int>("--rate") { Description = "Requests a second.", HelpName = "N", DefaultValueFactory = _ => 60 };
        var phones = new Option<int>("--phones") { Description = "Simulated phones.", HelpName = "N", DefaultValueFactory = _ => 100 };
        var command = new Command("soak", "Runs the day of a large issuer and compares every pass at its end.") { minutes, rate, phones };
        command.SetAction((result, stop) => RunAsync(
            TimeSpan.FromMinutes(result.GetValue(minutes)), result.GetValue(rate), result.GetValue(phones), stop));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan length, int rate, int phones, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on), RabbitMQ and the programs ...");
        await using var apns = await ApnsSimulator.StartAsync(cancellationToken: stop);
        await using var system = await FaultSystem.StartAsync(
            FaultSettings.Full, stop, push: new PushService(apns.Url.ToString(), apns.RootCertificate));
        await using var endpoint = await SoakEndpoint.StartAsync();
        await using var load = await SoakLoad.StartAsync(system, apns, endpoint.Url, phones, stop);
        await using var samples = new SoakSamples(system);
        Console.WriteLine($"{length.TotalMinutes:0.#} minutes at {rate} requests a second with {phones} phones ...");
        var sampling = samples.RunAsync(length, stop);
        await load.RunAsync(rate, length, stop);
        await sampling;
        var drained = await DrainAsync(samples, load, system, stop);

        var latencies = PrintLatencies(load);
        var (wrong, compared) = await CompareAsync(samples, load, endpoint, stop);
        var stale = ComparePhones(load);
        var (unnotified, notified) = await CompareNotificationsAsync(load, system, stop);
        var memory = samples.Memory();
        Console.WriteLine($"{"program",-20} {"2nd quarter",12} {"last quarter",13} {"max",6}  MB");
        foreach (var (program, (early, late, max)) in memory)
            Console.WriteLine($"{program,-20} {early,12:0} {late,13:0} {max,6:0}");
        var tables = await samples.TablesAsync(stop);
        Console.WriteLine($"{"table",-45} {"rows",10} {"dead",9} {"MB",8}");
        foreach (var table in tables.Take(20))
        {
            Console.WriteLine(
                $"{table.Database + "." + table.Table,-45} {table.Rows,10:N0} {table.Dead,9:N0} {table.Bytes / 1048576.0,8:0.0}");
        }

        foreach (var (failure, count) in load.Failed.OrderByDescending(failure => failure.Value).Take(10))
            Console.WriteLine($"{count} x {failure}");
        var isFlat = memory.Values.All(one => one.Early == 0 || one.Late <= one.Early * MaxGrowth);
        Console.WriteLine(
            $"By batches: {load.CreatedInBatches:N0} of the passes, {load.UpdatedInBatches:N0} of the changes. "
            + $"{load.Notifications.Count} push notifications to {notified:N0} passes in all, "
            + $"{unnotified} of those on phones without the last message.");
        Console.WriteLine(
            $"{compared:N0} passes compared, {wrong} wrong; {endpoint.Repeated} deliveries repeated; "
            + $"{load.Passes.Count(pass => pass.Phone is not null)} passes on phones, {stale} not current; {load.Failed.Values.Sum()} "
            + $"requests failed; drained in {drained:0.0} s; memory is {(isFlat ? "flat" : "NOT flat")}.");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "soak",
            minutes = length.TotalMinutes,
            rate,
            passes = compared,
            wrong,
            repeated = endpoint.Repeated,
            createdInBatches = load.CreatedInBatches,
            updatedInBatches = load.UpdatedInBatches,
            notifications = load.Notifications.Count,
            notified,
            unnotified,
            stale,
            failed = load.Failed.Values.Sum(),
            drainedSeconds = Math.Round(drained, 1),
            latencies,
            memory = memory.ToDictionary(one => one.Key, one => new { one.Value.Early, one.Value.Late, one.Value.Max }),
            tables = tables.Take(20).ToDictionary(
                table => $"{table.Database}.{table.Table}", table => Math.Round(table.Bytes / 1048576.0, 1)),
        }, JsonSerializerOptions.Web));
        return wrong == 0 && stale == 0 && unnotified == 0 && load.Failed.IsEmpty && isFlat && drained < DrainDeadline.TotalSeconds ? 0 : 1;
    }

    private static async Task<double> DrainAsync(SoakSamples samples, SoakLoad load, FaultSystem system, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        string waiting;
        do
        {
            waiting = await FindWaitingAsync(samples, load, system, stop);
            if (waiting.Length > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }
        while (waiting.Length > 0 && Stopwatch.GetElapsedTime(start) < DrainDeadline);

        if (waiting.Length > 0)
            Console.WriteLine($"Still waiting: {waiting}");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<string> FindWaitingAsync(SoakSamples samples, SoakLoad load, FaultSystem system, CancellationToken stop)
    {
        foreach (var (program, what, sql) in Queues)
        {
            if (await samples.CountAsync(program, sql, stop) is > 0 and var count)
                return $"{count} {what} of {program}";
        }

        foreach (var sent in load.Notifications)
        {
            var notification = await system.Api.GetFromJsonAsync<JsonElement>($"/api/v1/push-notifications/{sent.Id}", stop);
            if (notification.GetProperty("status").GetString() != "completed")
                return $"push notification {sent.Id}";
        }

        // A phone fetches after its push.
        return ComparePhones(load) is > 0 and var stale ? $"{stale} passes on phones" : "";
    }

    private static Dictionary<string, object> PrintLatencies(SoakLoad load)
    {
        var result = new Dictionary<string, object>();
        Console.WriteLine($"{"request",-14} {"count",8} {"p50",7} {"p99",7}  ms");
        foreach (var (kind, times) in load.Milliseconds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var (p50, p99) = (Math.Round(DeviceLoad.Median(times), 1), Math.Round(DeviceLoad.At(times, 0.99), 1));
            Console.WriteLine($"{kind,-14} {times.Count,8:N0} {p50,7:0.0} {p99,7:0.0}");
            result[kind] = new { times.Count, p50, p99 };
        }

        return result;
    }

    // Each pass has exactly the events that its responses promised; the passes of forms have none but the first.
    private static async Task<(int Wrong, int Compared)> CompareAsync(
        SoakSamples samples, SoakLoad load, SoakEndpoint endpoint, CancellationToken stop)
    {
        var wrong = 0;
        foreach (var pass in load.Passes)
        {
            var isRight = Count("pass.created") == 1 && Count("pass.updated") == pass.Updates
                && Count("pass.voided") == (pass.IsVoid ? 1 : 0) && Count("pass.deleted") == (pass.IsDeleted ? 1 : 0);
            if (!isRight && wrong++ < 5)
            {
                Console.WriteLine(
                    $"{pass.Id}: created {Count("pass.created")}, updated {Count("pass.updated")} of {pass.Updates}, voided "
                    + $"{Count("pass.voided")} ({pass.IsVoid}), deleted {Count("pass.deleted")} ({pass.IsDeleted})");
            }

            int Count(string type) => endpoint.Received.GetValueOrDefault((type, pass.Id));
        }

        var stored = await samples.CountAsync("pass", "SELECT count(*) FROM passes", stop);
        var created = endpoint.Received.Keys.Count(received => received.Type == "pass.created");
        var expected = load.Passes.Count + load.FormsSent;
        if (stored != expected || created != expected)
        {
            wrong += (int)Math.Max(Math.Abs(stored - expected), Math.Abs(created - expected));
            Console.WriteLine($"{expected} passes were created, {stored} are stored, {created} were told to the endpoint.");
        }

        return (wrong, expected);
    }

    // Each notification has reached as many passes as it was for; a pass that was on a phone when the last was sent shows it, unless it
    // ended meanwhile.
    private static async Task<(int Wrong, long Targeted)> CompareNotificationsAsync(
        SoakLoad load, FaultSystem system, CancellationToken stop)
    {
        var (wrong, targeted) = (0, 0L);
        foreach (var sent in load.Notifications)
        {
            var notification = await system.Api.GetFromJsonAsync<JsonElement>($"/api/v1/push-notifications/{sent.Id}", stop);
            var counts = notification.GetProperty("counts");
            targeted += counts.GetProperty("targeted").GetInt64();
            if (counts.GetProperty("targeted").GetInt64() < sent.Held.Count || counts.GetProperty("rejected").GetInt64() > 0)
            {
                wrong++;
                Console.WriteLine($"{sent.Id}, for {sent.Held.Count} passes on phones and others: {counts.GetRawText()}");
            }
        }

        if (load.Notifications is [.., var last])
        {
            wrong += last.Held.Count(pass => pass is { IsVoid: false, IsDeleted: false }
                && pass.Phone!.Find(pass.SerialNumber)?.PassJson.GetRawText().Contains(last.Text, StringComparison.Ordinal) != true);
        }

        return (wrong, targeted);
    }

    private static int ComparePhones(SoakLoad load) => load.Passes.Count(pass => pass.Phone is { } phone
        && (phone.Find(pass.SerialNumber) is not { } shown || shown.IsVoid != pass.IsVoid || PointsOf(shown.PassJson) != pass.Points));

    private static int PointsOf(JsonElement pass)
    {
        foreach (var place in pass.GetProperty("storeCard").EnumerateObject())
        {
            if (place.Value.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var field in place.Value.EnumerateArray())
            {
                if (field.GetProperty("key").GetString() == "points")
                    return field.GetProperty("value").ValueKind == JsonValueKind.Number
                        ? field.GetProperty("value").GetInt32() : int.Parse(field.GetProperty("value").GetString()!);
            }
        }

        return -1;
    }
}
