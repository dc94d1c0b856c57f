using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Passinstance.Benchmarks.Updates;

/// <summary>
/// <c>updates [--quick]</c>: from the change of a pass to Apple's acceptance of the push; pushes a second; unchanged passes a second
/// through the gateway; hosted pages a second and their size; and what a register and a list call cost with a million registrations beside
/// few. Ends with a line of JSON; exits 1 when a target is missed.
/// </summary>
internal static class UpdateBenchmark
{
    private const int UpdatesPerSecond = 100;
    private const int Connections = 32;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var command = new Command("updates",
            "Measures the time from a change of a pass to the accepted push, pushes and unchanged fetches a second, and a million "
            + "registrations.") { quick };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        await using UpdateSystem system = await UpdateSystem.StartAsync(stop);
        string templateId = await system.CreateTemplateAsync(stop);
        (_, string token) = await system.IssueAsync(templateId, "FETCHED", download: true, stop);
        Console.WriteLine("gateway, template, pass and notification run; the pass for the fetches is issued");

        Latency latency = await MeasureLatencyAsync(system, templateId, quick ? 5 : 20, stop);
        Row($"update to accepted push at {UpdatesPerSecond}/s",
            $"p50 {latency.P50:0} ms, p99 {latency.P99:0} ms, {latency.Missing} of {latency.Updates} not pushed",
            "p50 under 200 ms, none missing");
        double pushes = await MeasurePushesAsync(system, templateId, quick ? 10_000 : 100_000, stop);
        Row("pushes a second, one pass on many devices", $"{pushes:N0}", "2,000");
        double unchanged = await MeasureFetchesAsync(system, token, TimeSpan.FromSeconds(quick ? 5 : 15), stop);
        Row($"304 a second through the gateway, {Connections} connections", $"{unchanged:N0}", "3,000");
        PageMeasurement page = await PageMeasurement.MeasureAsync(system, templateId, Connections, TimeSpan.FromSeconds(quick ? 3 : 8),
            stop);
        Row($"hosted pages a second through the gateway, {Connections} connections", $"{page.PerSecond:N0}, median {page.MedianMs:0.0} ms",
            "none set");
        Row("bytes of a hosted page without images",
            $"{page.Bytes:N0}, sent to a browser {page.BytesForBrowser:N0}, by gzip {page.GzipBytes:N0}",
            $"under {PageMeasurement.MaxBytes:N0}");
        Calls few = await MeasureCallsAsync(system, token, "few", quick, stop);
        int many = quick ? 100_000 : 1_000_000;
        await FillAsync(system, many, stop);
        Calls full = await MeasureCallsAsync(system, token, "many", quick, stop);
        Row("register, few registrations and many", $"{few.RegisterMs:0.00} and {full.RegisterMs:0.00} ms (medians)",
            $"not slower with {many:N0}");
        Row("list, few registrations and many", $"{few.ListMs:0.00} and {full.ListMs:0.00} ms (medians)", $"not slower with {many:N0}");

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "updates",
            latency,
            pushesPerSecond = Math.Round(pushes),
            notModifiedPerSecond = Math.Round(unchanged),
            page,
            registrations = many,
            few,
            full,
            registerRatio = Math.Round(full.RegisterMs / few.RegisterMs, 2),
            listRatio = Math.Round(full.ListMs / few.ListMs, 2),
            processors = Environment.ProcessorCount,
        }, JsonSerializerOptions.Web));
        return latency is { P50: < 200, Missing: 0 } && pushes >= 2000 && unchanged >= 3000 && page.Bytes < PageMeasurement.MaxBytes
            && full.RegisterMs < few.RegisterMs * 1.5 && full.ListMs < few.ListMs * 1.5 ? 0 : 1;
    }

    private static async Task<Latency> MeasureLatencyAsync(UpdateSystem system, string templateId, int seconds, CancellationToken stop)
    {
        // Each pass changes every five seconds: two changes do not become one push.
        int passes = UpdatesPerSecond * 5;
        var ids = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, passes),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop }, async (i, token) =>
            ids.Add((await system.IssueAsync(templateId, $"LATENCY-{i}", download: false, token)).Id));
        string[] held = [.. ids];
        for (int i = 0; i < held.Length; i++)
            await AddDevicesAsync(system, held[i], 1, $"{i:x8}", stop);

        var accepted = new ConcurrentQueue<(string Token, long At)>();
        system.Apns.Accepted = push => accepted.Enqueue((push.PushToken, Stopwatch.GetTimestamp()));
        // Everything is compiled and connected after this.
        await UpdateAsync(system, held, "Warm", passes, stop);
        await SettleAsync(accepted, passes, stop);
        accepted.Clear();
        var started = await UpdateAsync(system, held, "Tier", seconds * UpdatesPerSecond, stop);
        await SettleAsync(accepted, started.Count, stop);
        system.Apns.Accepted = null;
        return Latency.Of(started, accepted);
    }

    // Open loop: the schedule does not wait for responses. No value comes twice: a change that changes nothing is not pushed.
    private static async Task<List<(int Pass, long At)>> UpdateAsync(UpdateSystem system, string[] ids, string tier, int count,
        CancellationToken stop)
    {
        var started = new List<(int, long)>(count);
        var calls = new List<Task>(count);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / UpdatesPerSecond) - watch.Elapsed;
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due, stop);
            int pass = i % ids.Length;
            started.Add((pass, Stopwatch.GetTimestamp()));
            calls.Add(ChangeAsync(system, ids[pass], $"{tier} {i}", stop));
        }

        await Task.WhenAll(calls);
        return started;
    }

    private static async Task ChangeAsync(UpdateSystem system, string id, string tier, CancellationToken stop)
    {
        using HttpResponseMessage answer =
            await system.Api.PutAsJsonAsync($"/api/v1/passes/{id}", new { fields = new { tier = new { label = "Tier", value = tier } } },
            stop);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task SettleAsync(ConcurrentQueue<(string, long)> accepted, int count, CancellationToken stop)
    {
        for (var watch = Stopwatch.StartNew(); accepted.Count < count && watch.Elapsed < TimeSpan.FromSeconds(20);)
            await Task.Delay(20, stop);
    }

    private static async Task<double> MeasurePushesAsync(UpdateSystem system, string templateId, int devices, CancellationToken stop)
    {
        (string id, _) = await system.IssueAsync(templateId, "MANY-DEVICES", download: false, stop);
        await AddDevicesAsync(system, id, devices, "ffff", stop);
        long first = 0, last = 0;
        int count = 0;
        system.Apns.Accepted = _ =>
        {
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            Volatile.Write(ref last, Stopwatch.GetTimestamp());
            Interlocked.Increment(ref count);
        };
        await ChangeAsync(system, id, "Platinum", stop);
        for (var watch = Stopwatch.StartNew(); Volatile.Read(ref count) < devices && watch.Elapsed < TimeSpan.FromMinutes(5);)
            await Task.Delay(100, stop);
        system.Apns.Accepted = null;
        if (count < devices)
            throw new InvalidOperationException($"Only {count} of {devices} pushes came within five minutes.");
        return count / Stopwatch.GetElapsedTime(first, last).TotalSeconds;
    }

    private static async Task<double> MeasureFetchesAsync(UpdateSystem system, string token, TimeSpan duration, CancellationToken stop)
    {
        string since = DateTimeOffset.UtcNow.AddHours(1).ToString("r", CultureInfo.InvariantCulture);
        string request = $"GET /wallet/apple/{system.Organization}/v1/passes/{UpdateSystem.PassType}/FETCHED HTTP/1.1\r\nHost: "
            + $"localhost\r\nAuthorization: ApplePass {token}\r\nIf-Modified-Since: {since}\r\n\r\n";
        await DeviceLoad.RunAsync(system.Gateway.Port, _ => request, 304, Connections, duration / 3, stop);
        return (await DeviceLoad.RunAsync(system.Gateway.Port, _ => request, 304, Connections, duration, stop)).PerSecond;
    }

    // One connection: what one device waits for.
    private static async Task<Calls> MeasureCallsAsync(UpdateSystem system, string token, string name, bool quick, CancellationToken stop)
    {
        const string body = "{\"pushToken\":\"00112233445566778899aabbccddeeff\"}";
        string Register(long i) =>
            $"POST /wallet/apple/{system.Organization}/v1/devices/{name}-{i}/registrations/{UpdateSystem.PassType}/FETCHED " +
                $"HTTP/1.1\r\nHost: localhost\r\nAuthorization: ApplePass {token}\r\n" +
                $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        string List(long i) =>
            $"GET /wallet/apple/{system.Organization}/v1/devices/{name}-{1 + (i % 3)}/registrations/{UpdateSystem.PassType} " +
                $"HTTP/1.1\r\nHost: localhost\r\n\r\n";
        var duration = TimeSpan.FromSeconds(quick ? 2 : 6);
        double register = (await DeviceLoad.RunAsync(system.Gateway.Port, Register, 201, 1, duration, stop)).MedianMs;
        double list = (await DeviceLoad.RunAsync(system.Gateway.Port, List, 200, 1, duration, stop)).MedianMs;
        return new Calls(Math.Round(register, 3), Math.Round(list, 3));
    }

    // Made inside the servers: their rows, as if devices had registered.
    private static async Task AddDevicesAsync(UpdateSystem system, string passId, int devices, string prefix, CancellationToken stop)
    {
        _ = Passinstance.ServiceDefaults.Ids.TypeId.TryParse("pas", passId, out Guid id);
        await UpdateSystem.ExecuteAsync(system.Notifications, """
            INSERT INTO push_registrations (organization_id, pass_id, device_id, pass_type_identifier, push_token, sequence, changed_at)
            SELECT $1, $2, gen_random_uuid(), $3, $4 || lpad(to_hex(i), 32, '0'), 1, now() FROM generate_series(1, $5) i
            """, stop, system.OrganizationId, id, UpdateSystem.PassType, prefix, devices);
    }

    private static async Task FillAsync(UpdateSystem system, int registrations, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        await UpdateSystem.ExecuteAsync(system.Passes, """
            WITH made AS (
                INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content,
                    sealed_secret, version, warnings, created_at, updated_at, last_modified, installs)
                SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, $2, 'FILL-' || i, '{}', '', 1, '[]', now(), now(), now(), 1
                FROM generate_series(1, $3) i
                RETURNING organization_id, id, pass_type_identifier),
            devices AS (INSERT INTO devices (organization_id, id, push_token) SELECT organization_id, id, md5(id::text) FROM made)
            INSERT INTO device_registrations (organization_id, device_id, pass_type_identifier, pass_id, registered_at)
            SELECT organization_id, id, pass_type_identifier, id, now() FROM made
            """, stop, system.OrganizationId, UpdateSystem.PassType, registrations);
        foreach (string table in new[] { "passes", "devices", "device_registrations" })
            await UpdateSystem.ExecuteAsync(system.Passes, $"VACUUM ANALYZE {table}", stop);
        Console.WriteLine($"{registrations:N0} registrations, as many devices and passes added in {watch.Elapsed.TotalSeconds:0} s");
    }

    private static void Row(string what, string figure, string target) => Console.WriteLine($"{what,-56} {figure,-52} target {target}");

    internal sealed record Calls(double RegisterMs, double ListMs);

    internal sealed record Latency(int Updates, int Missing, double P50, double P99)
    {
        // A token's first figure group names the pass; its n-th acceptance belongs to its n-th update.
        internal static Latency Of(List<(int Pass, long At)> started, IEnumerable<(string Token, long At)> accepted)
        {
            var arrived = accepted.GroupBy(a => int.Parse(a.Token[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .ToDictionary(g => g.Key, g => g.Select(a => a.At).Order().ToList());
            var taken = new Dictionary<int, int>();
            var times = new List<double>();
            foreach (var (pass, at) in started)
            {
                int n = taken[pass] = taken.GetValueOrDefault(pass) + 1;
                if (arrived.TryGetValue(pass, out var list) && list.Count >= n)
                    times.Add(Stopwatch.GetElapsedTime(at, list[n - 1]).TotalMilliseconds);
            }

            return new Latency(started.Count, started.Count - times.Count, Math.Round(DeviceLoad.At(times, 0.5), 1),
                Math.Round(DeviceLoad.At(times, 0.99), 1));
        }
    }
}
