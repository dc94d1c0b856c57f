using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Passinstance.Benchmarks.Gateway;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Benchmarks.Webhooks;

/// <summary>
/// <c>webhooks [--quick] [--rows N]</c>: publishes known ids through the real bus into the real service and looks for each at real
/// endpoints. Event to first attempt at 200 events a second; deliveries a second with endpoints that take 50 ms; the first again beside
/// another organization's endpoint that hangs with 5,000 events due, and with N delivered rows in the table (5,000,000). Ends with a line
/// of JSON; exits 1 when an id is lost or comes twice, or when the neighbor of the one that hangs waits 2 s at its p99.
/// </summary>
internal static class WebhookBenchmark
{
    private const int EventsPerSecond = 200;
    private const int BusyEndpoints = 25;
    private const int HangingEvents = 5_000;
    private const int HangingConcurrency = 8;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var rows = new Option<long?>("--rows")
        {
            Description = "Delivered rows in the table. Default: 5,000,000, with --quick 200,000.",
            HelpName = "N"
        };
        var command = new Command("webhooks",
            "Measures event to first attempt, deliveries a second, lost and duplicate deliveries, with millions of delivered rows.")
        {
            quick,
            rows,
        };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), result.GetValue(rows), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, long? askedRows, CancellationToken stop)
    {
        long rows = askedRows ?? (quick ? 200_000 : 5_000_000);
        TestDeployment deployment = await TestDeployment.CreateAsync(cancellationToken: stop);
        string postgres = await (await TestServers.GetAsync(stop)).CreateDatabaseAsync("webhooks", stop);
        Dictionary<string, string> environment = Environment(deployment, postgres);
        string program = Program();
        await MigrateAsync(program, environment, stop);
        using ChildServer service = await ChildServer.StartAsync([program], environment, "/health/ready", stop);
        await using var database = NpgsqlDataSource.Create(postgres);
        await using EventSource source = await EventSource.StartAsync(deployment.RabbitMq, stop);

        await using Endpoints fast = await Endpoints.StartAsync(TimeSpan.Zero);
        var calm = new Organization(Guid.CreateVersion7(), service.Url, deployment);
        await calm.AddEndpointAsync(fast.Url("calm"), 64, stop);
        await MeasureLatencyAsync(source, fast, calm, 200, stop); // Everything is compiled and connected after this.
        Latency before = await MeasureLatencyAsync(source, fast, calm, quick ? 1_000 : 6_000, stop);
        Console.WriteLine($"event to first attempt at {EventsPerSecond}/s: {before}");

        await using Endpoints slow = await Endpoints.StartAsync(TimeSpan.FromMilliseconds(50));
        Throughput throughput = await MeasureThroughputAsync(source, slow, service, deployment, quick ? 100 : 600, stop);
        Console.WriteLine($"receivers that take 50 ms: {throughput}");

        await using Endpoints hanging = await Endpoints.StartAsync(Timeout.InfiniteTimeSpan);
        Latency neighbor = await MeasureNeighborAsync(
            source, hanging, fast, calm, database, deployment, service.Url, quick ? 1_000 : 6_000, stop);
        Console.WriteLine($"beside an endpoint that hangs with {HangingEvents:N0} events due: {neighbor}");

        await FillAsync(database, calm, rows, stop);
        Latency after = await MeasureLatencyAsync(source, fast, calm, quick ? 1_000 : 3_000, stop);
        Console.WriteLine($"the same with {rows:N0} delivered rows: {after}");

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            before,
            throughput,
            neighbor,
            rows,
            after,
            medianRatio = Math.Round(after.P50Ms / before.P50Ms, 2),
            processors = System.Environment.ProcessorCount,
        }));
        return before.Lost + before.Doubled + throughput.Lost + throughput.Doubled + after.Lost + after.Doubled + neighbor.Lost
            + neighbor.Doubled == 0 && neighbor.P99Ms < 2000 ? 0 : 1;
    }

    private static async Task<Latency> MeasureLatencyAsync(EventSource source, Endpoints endpoints, Organization organization, int count,
        CancellationToken stop)
    {
        IReadOnlyDictionary<Guid, long> published = await source.PublishAsync(organization.Id, count, EventsPerSecond, stop);
        await endpoints.WaitAsync(count, stop);
        return Latency.Of(published, endpoints.TakeAll());
    }

    // Another organization's endpoint takes what comes and answers nothing; all of its events are due when the measurement begins.
    private static async Task<Latency> MeasureNeighborAsync(
        EventSource source, Endpoints hanging, Endpoints endpoints, Organization organization, NpgsqlDataSource database,
        TestDeployment deployment, string service, int count, CancellationToken stop)
    {
        var victim = new Organization(Guid.CreateVersion7(), service, deployment);
        await victim.AddEndpointAsync(hanging.Url("hanging"), HangingConcurrency, stop);
        await source.PublishAsync(victim.Id, HangingEvents, perSecond: null, stop);
        await hanging.WaitAsync(HangingConcurrency, stop);
        // The service records the events of all organizations in the order of their arrival.
        while (await CountDeliveriesAsync(database, victim.Id, stop) < HangingEvents)
            await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
        return await MeasureLatencyAsync(source, endpoints, organization, count, stop);
    }

    private static async Task<Throughput> MeasureThroughputAsync(
        EventSource source, Endpoints endpoints, ChildServer service, TestDeployment deployment, int events, CancellationToken stop)
    {
        // Two organizations, so that the limit for one does not measure itself.
        Organization[] organizations =
            [.. Enumerable.Range(0, 2).Select(_ => new Organization(Guid.CreateVersion7(), service.Url, deployment))];
        foreach (Organization organization in organizations)
        {
            for (int i = 0; i < BusyEndpoints; i++)
                await organization.AddEndpointAsync(endpoints.Url($"{organization.Id:N}-{i}"), 8, stop);
        }

        TimeSpan cpu = service.ProcessorTime;
        var published = new Dictionary<Guid, long>();
        foreach (Organization organization in organizations)
        {
            foreach (var (id, at) in await source.PublishAsync(organization.Id, events / 2, perSecond: null, stop))
                published[id] = at;
        }

        int expected = events * BusyEndpoints;
        await endpoints.WaitAsync(expected, stop);
        return Throughput.Of(published, BusyEndpoints, endpoints.TakeAll(), service.ProcessorTime - cpu);
    }

    // Delivered long ago, with the attempts they took: what a table looks like after weeks.
    private static async Task<long> CountDeliveriesAsync(NpgsqlDataSource database, Guid organization, CancellationToken stop)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM deliveries WHERE organization_id = $1");
        command.Parameters.Add(new() { Value = organization });
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task FillAsync(NpgsqlDataSource database, Organization organization, long rows, CancellationToken stop)
    {
        await using NpgsqlCommand command = database.CreateCommand("""
            INSERT INTO deliveries (
                organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane,
                next_attempt_at, last_status_code, delivered_at)
            SELECT r.organization_id, r.id, gen_random_uuid(), 'pass.created', 'delivered', 'event', 1, 1, 1, NULL, 200, now()
            FROM webhook_endpoints r, generate_series(1, $2) WHERE r.organization_id = $1
            """);
        command.CommandTimeout = 1200;
        command.Parameters.Add(new() { Value = organization.Id });
        command.Parameters.Add(new() { Value = rows });
        await command.ExecuteNonQueryAsync(stop);
        await using NpgsqlCommand analyze = database.CreateCommand("ANALYZE deliveries");
        analyze.CommandTimeout = 600;
        await analyze.ExecuteNonQueryAsync(stop);
    }

    private static async Task MigrateAsync(string program, Dictionary<string, string> environment, CancellationToken stop)
    {
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [program, "--migrate"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)
            ?? throw new InvalidOperationException("dotnet did not start.");
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"--migrate ended with {process.ExitCode}: {output}");
    }

    private static string Program()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, "Passinstance.Webhooks", here.Name, "Passinstance.Webhooks.dll");
    }

    private static Dictionary<string, string> Environment(TestDeployment deployment, string postgres) => new()
    {
        ["ConnectionStrings__Postgres"] = postgres,
        ["ConnectionStrings__RabbitMq"] = deployment.RabbitMq,
        ["Deployment__Environment"] = "local",
        ["Deployment__PublicUrl"] = "http://wallet.test",
        ["InternalIdentity__PublicKeys__0"] = deployment.PublicKey,
        ["Encryption__CurrentKey"] = "k1",
        ["Encryption__Keys__k1"] = deployment.EncryptionKey,
        ["EventEncryption__CurrentKey"] = "k1",
        ["EventEncryption__Keys__k1"] = deployment.EncryptionKey,
        ["ServiceCalls__CurrentKey"] = "k1",
        ["ServiceCalls__Keys__k1"] = deployment.EncryptionKey,
        ["Outbound__AllowedNetworks__0"] = "127.0.0.0/8",
        ["Outbound__AllowHttp"] = "true",
        ["Logging__LogLevel__Default"] = "Warning",
    };
}

/// <summary>An organization of the measurement.</summary>
internal sealed record Organization(Guid Id, string Service, TestDeployment Deployment)
{
    private static readonly string[] AllEvents = ["*"];

    public async Task AddEndpointAsync(string url, int concurrency, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Service) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Deployment.Token(Id));
        await client.CreateAsync("/api/v1/webhooks", new { url, events = AllEvents, maxConcurrency = concurrency }, stop);
    }
}
