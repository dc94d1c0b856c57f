using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Faults;

/// <summary>
/// The five real processes on a PostgreSQL (fsync on) and a RabbitMQ of their own, each of which can be killed, frozen, doubled and started
/// again. Nothing restarts by itself: the fault decides.
/// </summary>
internal sealed class FaultSystem : IAsyncDisposable
{
    private readonly HttpClient _probe = new();
    private readonly Dictionary<string, ProgramProcess> _programs = [];
    private readonly List<ChildProcess> _replicas = [];
    private readonly Dictionary<string, int> _metricsPorts = [];
    private readonly ProcessLog _log;
    private readonly FaultSettings _settings;
    private readonly string _folder;
    private DeploymentValues _values = null!;
    private bool _keepsLogs;

    private FaultSystem(PrivatePostgres postgres, PrivateBroker broker, FaultEndpoint endpoint, FaultSettings settings, string folder)
    {
        Postgres = postgres;
        Broker = broker;
        Endpoint = endpoint;
        _settings = settings;
        _folder = folder;
        _log = new ProcessLog(Path.Combine(folder, "replicas.log"));
    }

    internal PrivatePostgres Postgres { get; }

    internal PrivateBroker Broker { get; }

    internal FaultEndpoint Endpoint { get; }

    internal HttpClient Api { get; } =
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The administrator's address of the broker.</summary>
    internal string RabbitMq => Broker.Url;

    /// <summary>The programs that run, by name.</summary>
    internal IReadOnlyDictionary<string, int> ProcessIds =>
        _programs.Where(program => program.Value.Process is { HasExited: false })
            .ToDictionary(program => program.Key, program => program.Value.Process!.Id);

    /// <summary>The port of each program's metrics, by name; none unless they are served.</summary>
    internal IReadOnlyDictionary<string, int> MetricsPorts => _metricsPorts;

    /// <summary>Starts everything.</summary>
    /// <param name="settings">How hard it will be disturbed.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="countsStatements">Whether the server loads pg_stat_statements, where it is installed.</param>
    /// <param name="push">The push service; without one no device may register.</param>
    /// <param name="servesMetrics">Whether each program serves its metrics on a port of its own.</param>
    internal static async Task<FaultSystem> StartAsync(
        FaultSettings settings, CancellationToken cancellationToken, bool countsStatements = false, PushService? push = null,
        bool servesMetrics = false)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-faults-").FullName;
        var secrets = Secrets.Create();
        var users = BrokerUsers.Of(secrets);
        var system = new FaultSystem(
            await PrivatePostgres.StartNewAsync(cancellationToken), await PrivateBroker.StartNewAsync(users, cancellationToken),
            await FaultEndpoint.StartAsync(), settings, folder);
        if (servesMetrics)
        {
            foreach (var program in ProgramTable.Migrated)
                system._metricsPorts[program.Name] = LoopbackPort.Free();
        }

        try
        {
            if (countsStatements)
                await system.CountStatementsAsync(cancellationToken);
            await system.PrepareAsync(secrets, users, push, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection to a program's database, as the server's administrator.</summary>
    internal NpgsqlDataSource Database(string program) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Postgres.ConnectionString)
        {
            Database = ProgramTable.All.Single(definition => definition.Name == program).Database,
            Pooling = false,
            CommandTimeout = 120,
        });

    internal async Task KillAsync(string program) => await _programs[program].Process!.KillAsync();

    internal Task StartProgramAsync(string program, CancellationToken cancellationToken) => _programs[program]
        .StartAsync(cancellationToken);

    /// <summary>One more process of a service: its relay and its consumers share the work; no request is routed to it.</summary>
    internal async Task<ChildProcess> StartReplicaAsync(string program, IReadOnlyDictionary<string, string>? environment = null)
    {
        var definition = ProgramTable.All.Single(candidate => candidate.Name == program);
        var command = ProgramProcess.Command(definition, _values);
        var variables = command.Environment.ToDictionary();
        variables["ASPNETCORE_URLS"] = $"http://127.0.0.1:{LoopbackPort.Free()}";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            variables[name] = value;
        var replica = await ChildProcess.StartAsync(command with { Environment = variables }, _log);
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>Runs an operator's command of a service and returns what it printed.</summary>
    internal async Task<string> RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        var definition = ProgramTable.All.Single(candidate => candidate.Name == program);
        var (exitCode, output) = await ChildProcess.RunAsync(ProgramProcess.Command(definition, _values, arguments), cancellationToken);
        return exitCode == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    /// <summary>What the operator's command shows at the end, alike lines together.</summary>
    internal async Task<IEnumerable<string>> DeadLettersAsync(CancellationToken cancellationToken) =>
        (await RunAsync("webhook-dispatch", cancellationToken, "messages", "list")).Split('\n').Where(line => line.StartsWith('{'))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .GroupBy(message => $"{message.GetProperty("place").GetString()}, {message.GetProperty("type").GetString()}: "
                + $"{message.GetProperty("reason").GetString()}")
            .Select(alike => $"{alike.Count()} x {alike.Key}");

    /// <summary>Something was lost: prints what waits where, and keeps the processes' logs.</summary>
    internal async Task KeepEvidenceAsync(string fault, Reconciliation reconciliation, CancellationToken cancellationToken)
    {
        _keepsLogs = true;
        Console.WriteLine($"After '{fault}':");
        Console.WriteLine(await reconciliation.DescribeAsync(cancellationToken));
        Console.WriteLine(await RunAsync("webhook-dispatch", cancellationToken, "messages", "list"));
        foreach (var (name, program) in _programs)
            Console.WriteLine($"{name}: {(program.Process is { HasExited: false } ? "running" : "ended")}");
        Console.WriteLine($"The processes' logs stay in {_folder}.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.KillAsync();
        foreach (var program in _programs.Values.Where(program => program.Process is not null))
            await program.Process!.KillAsync();
        await Endpoint.DisposeAsync();
        await Broker.DisposeAsync();
        await Postgres.DisposeAsync();
        Api.Dispose();
        _probe.Dispose();
        _log.Dispose();
        if (!_keepsLogs)
            Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string>? MetricsOf(ProgramDefinition program) => _metricsPorts.TryGetValue(program.Name, out var port)
        ? new() { ["Telemetry__PrometheusPort"] = port.ToString(CultureInfo.InvariantCulture) }
        : null;

    private async Task CountStatementsAsync(CancellationToken cancellationToken)
    {
        await using (var server = NpgsqlDataSource.Create(Postgres.ConnectionString))
        {
            await using var available = server.CreateCommand(
                "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'");
            if ((long)(await available.ExecuteScalarAsync(cancellationToken))! == 0)
                return;
            await using var load = server.CreateCommand("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
            await load.ExecuteNonQueryAsync(cancellationToken);
        }

        await Postgres.StopAsync();
        await Postgres.StartAsync(cancellationToken);
        await using var restarted = NpgsqlDataSource.Create(Postgres.ConnectionString);
        await using var create = restarted.CreateCommand("CREATE EXTENSION pg_stat_statements");
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task PrepareAsync(
        Secrets secrets, IReadOnlyList<RabbitMqUser> users, PushService? push, CancellationToken cancellationToken)
    {
        // Inherited by every process that is started from here on.
        Environment.SetEnvironmentVariable("Outbox__Lease", _settings.Lease.ToString("c", CultureInfo.InvariantCulture));
        var databases = new ProgramDatabases(Postgres.ConnectionString, secrets.DatabasePasswords, suffix: "");
        await databases.CreateAsync(cancellationToken);
        var addresses = ProgramTable.All.ToDictionary(program => program, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        _values = new DeploymentValues(addresses[ProgramTable.Gateway],
            program => program.UsesBroker ? Broker.UrlFor(users.Single(user => user.Name == program.Name)) : "",
            secrets, program => databases.ConnectionString(program.Database), program => addresses[program],
            // No issuer is uploaded, so nothing is sent to Google.
            push ?? new PushService("https://127.0.0.1:9", ""),
                new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"));
        await Parallel.ForEachAsync(ProgramTable.Migrated, cancellationToken,
            async (program, token) => await RunAsync(program.Name, token, "--migrate"));
        secrets = await ApiKeyMaker.CompleteAsync(secrets, _values, cancellationToken);
        foreach (var program in ProgramTable.Migrated)
            _programs[program.Name] = new ProgramProcess(program, addresses[program], () => _values,
                new ProcessLog(Path.Combine(_folder, $"{program.Name}.log")), _probe, MetricsOf(program));
        await Task.WhenAll(_programs.Values.Select(program => program.StartAsync(cancellationToken)));
        Api.BaseAddress = new Uri(_values.PublicUrl);
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.ApiKey);
    }
}
