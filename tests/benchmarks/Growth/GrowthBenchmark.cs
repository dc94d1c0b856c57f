using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Passinstance.Benchmarks.Faults;
using Passinstance.Benchmarks.Updates;
using Passinstance.Local.Programs;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Growth;

/// <summary>
/// Whether requests slow down with the number of an organization's passes: the same requests, one after the other through the gateway, at
/// ten thousand passes and at five million in the same tables.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Small = 10_000;
    private const int RowsAtOnce = 250_000;
    private const double MaxRatio = 1.2;
    private const string PassType = "pass.test.growth";

    // A year of passes that came one after the other; one of fifty is void and one of fifty has expired.
    private const string FillSql = """
        INSERT INTO passes (organization_id, id, template_id, template_version, pass_type_identifier, serial_number, content, sealed_secret,
            version, warnings, created_at, updated_at, last_modified, voided_at, expires_at)
        SELECT p.organization_id,
            (lpad(to_hex(n.ms), 12, '0') || '7' || substr(md5(n.i::text), 1, 3) || '8' || substr(md5(n.i::text), 4, 15))::uuid,
            p.template_id, p.template_version, p.pass_type_identifier, 'G-' || lpad(n.i::text, 9, '0'), p.content, p.sealed_secret, 1,
            p.warnings, to_timestamp(n.ms / 1000.0), to_timestamp(n.ms / 1000.0), date_trunc('second', to_timestamp(n.ms / 1000.0)),
            CASE WHEN n.i % 50 = 0 THEN p.created_at END, CASE WHEN n.i % 50 = 1 THEN p.created_at END
        FROM passes p, (SELECT i, (extract(epoch FROM now()) * 1000)::bigint - 31536000000 + i * 6 AS ms FROM generate_series($2, $3) i) n
        WHERE p.id = $1
        """;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var passes = new Option<int?>("--passes") { Description = "How many passes at the end. Default: 5,000,000.", HelpName = "N" };
        var command = new Command("growth", "Measures the same requests at ten thousand passes and at five million.") { quick, passes };
        command.SetAction((result, stop) => RunAsync(
            result.GetValue(passes) ?? (result.GetValue(quick) ? 200_000 : 5_000_000), result.GetValue(quick) ? 40 : 200, stop));
        return command;
    }

    private static async Task<int> RunAsync(int count, int samples, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on), RabbitMQ and the five processes ...");
        await using var apns = await ApnsSimulator.StartAsync(cancellationToken: stop);
        await using var system = await FaultSystem.StartAsync(
            FaultSettings.Full, stop, push: new PushService(apns.Url.ToString(), apns.RootCertificate));
        await using var database = system.Database("pass");
        var requests = await GrowthRequests.PrepareAsync(system, apns, PassType, stop);
        await FillAsync(database, requests.FirstId, 1, Small, stop);
        // Until everything is compiled.
        _ = await MeasureAsync(requests, Small, Math.Min(samples, 100), stop);
        var before = await MeasureAsync(requests, Small, samples, stop);
        var watch = Stopwatch.StartNew();
        await FillAsync(database, requests.FirstId, Small + 1, count, stop);
        var (seconds, size) = (watch.Elapsed.TotalSeconds, await SizeAsync(database, stop));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} passes, filled and analyzed in {seconds:0} s; {size}"));
        // What the fill left in the caches is not what the requests need.
        _ = await MeasureAsync(requests, count, Math.Min(samples, 40), stop);
        var after = await MeasureAsync(requests, count, samples, stop);

        Console.WriteLine($"{"",-34} {"10,000",17} {"",7}   {count.ToString("N0", CultureInfo.InvariantCulture),19} passes");
        Console.WriteLine($"{"request",-34} {"p50",17} {"p99",7}   {"p50",19} {"p99",7}   ratio");
        var rows = before.Select(row => new Row(
            row.Key, row.Value.P50, row.Value.P99, after[row.Key].P50, after[row.Key].P99,
            Math.Round(after[row.Key].P50 / row.Value.P50, 2))).ToList();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Request,-34} {row.P50Small,14:0.00} ms {row.P99Small,7:0.0}   {row.P50Large,16:0.00} ms {row.P99Large,7:0.0}   "
                + $"{row.Ratio:0.00}"));
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new { benchmark = "growth", passes = count, samples, target = MaxRatio, rows }, JsonSerializerOptions.Web));
        return rows.TrueForAll(row => row.Ratio <= MaxRatio) ? 0 : 1;
    }

    private static async Task FillAsync(NpgsqlDataSource database, Guid first, int from, int to, CancellationToken stop)
    {
        for (var start = from; start <= to; start += RowsAtOnce)
        {
            await using var fill = database.CreateCommand(FillSql);
            fill.CommandTimeout = 0;
            fill.Parameters.Add(new() { Value = first });
            fill.Parameters.Add(new() { Value = start });
            fill.Parameters.Add(new() { Value = Math.Min(to, start + RowsAtOnce - 1) });
            await fill.ExecuteNonQueryAsync(stop);
        }

        foreach (var sql in (string[])["VACUUM ANALYZE passes", "CHECKPOINT"])
        {
            await using var command = database.CreateCommand(sql);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    private static async Task<string> SizeAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            "SELECT pg_size_pretty(pg_table_size('passes')) || ' and ' || pg_size_pretty(pg_indexes_size('passes')) || ' of indexes'");
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task<Dictionary<string, (double P50, double P99)>> MeasureAsync(
        GrowthRequests requests, int count, int samples, CancellationToken stop)
    {
        var latencies = GrowthRequests.Names.ToDictionary(name => name, _ => new List<double>());
        await requests.NewRoundAsync(count, samples, stop);
        for (var i = 0; i < samples; i++)
        {
            // In turns, so that a slow second of the machine is in all of them.
            foreach (var name in GrowthRequests.Names)
            {
                var start = Stopwatch.GetTimestamp();
                await requests.SendAsync(name, i, stop);
                latencies[name].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return latencies.ToDictionary(
            one => one.Key, one => (Math.Round(DeviceLoad.At(one.Value, 0.5), 2), Math.Round(DeviceLoad.At(one.Value, 0.99), 1)));
    }

    private sealed record Row(string Request, double P50Small, double P99Small, double P50Large, double P99Large, double Ratio);
}

/// <summary>The requests that are measured.</summary>
internal sealed class GrowthRequests
{
    internal static readonly string[] Names =
    [
        "GET by id", "list", "list, from the middle", "list by status active", "list by status voided", "list by template",
        "list by creation", "look-up by serial number", "POST", "PUT", "add to a phone", "void", "update of ten as a batch",
    ];

    private readonly FaultSystem _system;
    private readonly ApnsSimulator _apns;
    private readonly Random _random = new(5);
    private readonly List<(string Id, Uri Link)> _fresh = [];
    private readonly List<SimulatedPhone> _phones = [];
    private string _templateId = "";
    private string _root = "";
    private string _middle = "";
    private int _count;
    private int _serial;

    private GrowthRequests(FaultSystem system, ApnsSimulator apns) => (_system, _apns) = (system, apns);

    /// <summary>The pass of which the others are copies.</summary>
    internal Guid FirstId { get; private set; }

    internal static async Task<GrowthRequests> PrepareAsync(
        FaultSystem system, ApnsSimulator apns, string passType, CancellationToken stop)
    {
        var requests = new GrowthRequests(system, apns);
        var template = await requests.CallAsync(HttpMethod.Post, "templates", new
        {
            name = "Growth",
            description = "Card of the growth program",
            passType = "storeCard",
            organizationName = "Growth",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = passType,
        }, stop);
        requests._templateId = template.GetProperty("id").GetString()!;
        var (id, _) = await requests.IssueAsync(stop);
        requests.FirstId = TypeId.TryParse(IdPrefixes.Pass, id, out var first)
            ? first : throw new InvalidOperationException($"{id} is not the id of a pass.");
        await system.Api.GetByteArrayAsync(new Uri($"/api/v1/passes/{id}/download", UriKind.Relative), stop);
        requests._root = await system.Api.GetStringAsync(new Uri("/wallet/apple/development-root.pem", UriKind.Relative), stop);
        apns.Trust(requests._root);
        return requests;
    }

    /// <summary>Makes what the round uses up.</summary>
    internal async Task NewRoundAsync(int count, int samples, CancellationToken stop)
    {
        _count = count;
        _fresh.Clear();
        foreach (var phone in _phones)
            await phone.DisposeAsync();
        _phones.Clear();
        for (var i = 0; i < samples; i++)
        {
            _fresh.Add(await IssueAsync(stop));
            _phones.Add(new SimulatedPhone(_apns, _root));
        }

        // A page that begins in the middle of all passes.
        var middle = await CallAsync(HttpMethod.Get, $"passes?limit=1&serialNumber=G-{count / 2:000000000}", null, stop);
        _middle = middle.GetProperty("data")[0].GetProperty("createdAt").GetString()!;
    }

    internal async Task SendAsync(string name, int i, CancellationToken stop)
    {
        switch (name)
        {
            case "GET by id":
                await CallAsync(HttpMethod.Get, $"passes/{_fresh[i].Id}", null, stop);
                break;
            case "list":
                await ListAsync("", stop);
                break;
            case "list, from the middle":
                await ListAsync($"&createdBefore={Uri.EscapeDataString(_middle)}", stop);
                break;
            case "list by status active":
                await ListAsync("&status=active", stop);
                break;
            case "list by status voided":
                await ListAsync("&status=voided", stop);
                break;
            case "list by template":
                await ListAsync($"&templateId={_templateId}", stop);
                break;
            case "list by creation":
                await ListAsync($"&createdAfter={Uri.EscapeDataString(_middle)}&createdBefore="
                    + Uri.EscapeDataString(DateTimeOffset.Parse(_middle, CultureInfo.InvariantCulture).AddSeconds(5).ToString("o")), stop);
                break;
            case "look-up by serial number":
                await ListAsync($"&serialNumber={Serial()}", stop);
                break;
            case "POST":
                await IssueAsync(stop);
                break;
            case "PUT":
                await CallAsync(HttpMethod.Put, $"passes/{_fresh[i].Id}", new { fields = Points(i + 1) }, stop);
                break;
            case "void":
                await CallAsync(HttpMethod.Post, $"passes/{_fresh[i].Id}/void", null, stop);
                break;
            case "add to a phone":
                await _phones[i].AddAsync(_fresh[i].Link, stop);
                break;
            default:
                await BatchAsync(i, stop);
                break;
        }
    }

    private async Task BatchAsync(int i, CancellationToken stop)
    {
        var batch = await CallAsync(HttpMethod.Post, "batch", new
        {
            operation = "update",
            items = Enumerable.Range(0, 10).Select(_ => new { serialNumber = Serial(), fields = Points(i) }),
        }, stop);
        while (batch.GetProperty("status").GetString() != "completed")
            batch = await CallAsync(HttpMethod.Get, $"batch/{batch.GetProperty("id").GetString()}", null, stop);
    }

    // One that is active.
    private string Serial() => string.Create(CultureInfo.InvariantCulture, $"G-{(_random.Next(_count / 50) * 50) + 7:000000000}");

    private static object Points(long value) => new { points = new { label = "Points", value } };

    private async Task<(string Id, Uri Link)> IssueAsync(CancellationToken stop)
    {
        var pass = await CallAsync(
            HttpMethod.Post, "passes", new { templateId = _templateId, serialNumber = $"N-{++_serial}", fields = Points(0) }, stop);
        return (pass.GetProperty("id").GetString()!, new Uri(pass.GetProperty("downloadUrl").GetString()!));
    }

    private Task<JsonElement> ListAsync(string filter, CancellationToken stop) =>
        CallAsync(HttpMethod.Get, $"passes?limit=20{filter}", null, stop);

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/v1/{path}", UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await _system.Api.SendAsync(request, stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<JsonElement>(stop)
            : throw new HttpRequestException(
                $"{method} {path} returned {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(stop)}");
    }
}
