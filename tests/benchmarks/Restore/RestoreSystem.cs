using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Simulators.Apns;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Restore;

/// <summary>
/// The five programs with a database, each on a PostgreSQL of its own (fsync on) that archives its log, as an operator with backups runs
/// them, and a RabbitMQ.
/// </summary>
internal sealed class RestoreSystem : IAsyncDisposable
{
    private readonly Dictionary<ProgramDefinition, PrivatePostgres> _servers;
    private readonly PrivateBroker _broker;
    private readonly string _folder;
    private readonly HttpClient _probe = new();
    private readonly Dictionary<ProgramDefinition, ProgramProcess> _programs = [];
    private DeploymentValues _values = null!;

    private RestoreSystem(
        Dictionary<ProgramDefinition, PrivatePostgres> servers, PrivateBroker broker, ApnsSimulator apns, RestoreEndpoint endpoint,
        string folder)
    {
        (_servers, _broker, _folder) = (servers, broker, folder);
        (Apns, Endpoint) = (apns, endpoint);
    }

    internal ApnsSimulator Apns { get; }

    internal RestoreEndpoint Endpoint { get; }

    internal HttpClient Api { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    internal bool KeepsLogs { get; set; }

    internal string Folder => _folder;

    internal static async Task<RestoreSystem> StartAsync(CancellationToken stop)
    {
        var secrets = Secrets.Create();
        var users = BrokerUsers.Of(secrets);
        var servers = new Dictionary<ProgramDefinition, PrivatePostgres>();
        foreach (var program in ProgramTable.Migrated)
        {
            servers.Add(program, await PrivatePostgres.StartNewAsync(stop));
            await servers[program].ArchiveAsync(stop);
        }

        var system = new RestoreSystem(
            servers, await PrivateBroker.StartNewAsync(users, stop), await ApnsSimulator.StartAsync(cancellationToken: stop),
            await RestoreEndpoint.StartAsync(), Directory.CreateTempSubdirectory("passinstance-restore-").FullName);
        try
        {
            await system.PrepareAsync(secrets, users, stop);
            return system;
        }
        catch
        {
            system.KeepsLogs = true;
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a base backup of every database.</summary>
    internal Task BackUpAsync(CancellationToken stop) => Task.WhenAll(_servers.Values.Select(server => server.BackUpAsync(stop)));

    /// <summary>The clock of a program's database.</summary>
    internal async Task<DateTimeOffset> NowAsync(ProgramDefinition program, CancellationToken stop) =>
        (await QueryAsync<DateTime>(program, "SELECT clock_timestamp()", stop)).ToUniversalTime();

    /// <summary>Every program and the broker end at once, and each database comes back at its moment.</summary>
    internal async Task RestoreAsync(IReadOnlyDictionary<ProgramDefinition, DateTimeOffset> moments, CancellationToken stop)
    {
        foreach (var program in _programs.Values)
            await program.Process!.KillAsync();
        await Task.WhenAll(_servers.Values.Select(server => server.FlushArchiveAsync(stop)));
        NpgsqlConnection.ClearAllPools();
        await Task.WhenAll(_servers.Select(server => server.Value.RestoreAsync(moments[server.Key], stop)));
        await _broker.WipeAsync(stop);
    }

    internal Task StartAsync(ProgramDefinition program, CancellationToken stop) => _programs[program].StartAsync(stop);

    /// <summary>Runs an operator's command of a program and returns its lines of JSON.</summary>
    internal async Task<IReadOnlyList<JsonElement>> RunAsync(
        ProgramDefinition program, CancellationToken stop, params string[] arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(ProgramProcess.Command(program, _values, arguments), stop);
        return exitCode == 0
            ? [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line))]
            : throw new InvalidOperationException($"{program.Name} {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    /// <summary>One value of a program's database.</summary>
    internal async Task<T> QueryAsync<T>(ProgramDefinition program, string sql, CancellationToken stop)
    {
        await using var database = Database(program);
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Rows of a program's database: an id and a number.</summary>
    internal async Task<Dictionary<Guid, int>> ReadAsync(ProgramDefinition program, string sql, CancellationToken stop)
    {
        var rows = new Dictionary<Guid, int>();
        await using var database = Database(program);
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows[reader.GetGuid(0)] = reader.GetInt32(1);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs.Values.Where(program => program.Process is { HasExited: false }))
            await program.Process!.KillAsync();
        await Endpoint.DisposeAsync();
        await Apns.DisposeAsync();
        await _broker.DisposeAsync();
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
        Api.Dispose();
        _probe.Dispose();
        foreach (var program in _programs.Values)
            program.Log.Dispose();
        if (!KeepsLogs)
            Directory.Delete(_folder, recursive: true);
    }

    private NpgsqlDataSource Database(ProgramDefinition program) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(_servers[program].ConnectionString)
        {
            Database = program.Database,
            Pooling = false,
            CommandTimeout = 120,
        });

    private async Task PrepareAsync(Secrets secrets, IReadOnlyList<RabbitMqUser> users, CancellationToken stop)
    {
        var databases = _servers.ToDictionary(
            server => server.Key.Database,
            server => new ProgramDatabases(
                server.Value.ConnectionString,
                secrets.DatabasePasswords.Where(one => one.Key == server.Key.Database).ToDictionary(), suffix: ""));
        foreach (var database in databases.Values)
            await database.CreateAsync(stop);
        var addresses = ProgramTable.All.ToDictionary(program => program, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        _values = new DeploymentValues(
            addresses[ProgramTable.Gateway],
            program => program.UsesBroker ? _broker.UrlFor(users.Single(user => user.Name == program.Name)) : "", secrets,
            program => databases[program.Database].ConnectionString(program.Database), program => addresses[program],
            new PushService(Apns.Url.ToString(), Apns.RootCertificate),
            // No issuer is uploaded, so nothing is sent to Google.
            new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"));
        await Parallel.ForEachAsync(
            ProgramTable.Migrated, stop, async (program, token) => await RunAsync(program, token, "--migrate"));
        secrets = await ApiKeyMaker.CompleteAsync(secrets, _values, stop);
        _values = _values with { Secrets = secrets };
        foreach (var program in ProgramTable.Migrated)
        {
            _programs[program] = new ProgramProcess(
                program, addresses[program], () => _values, new ProcessLog(Path.Combine(_folder, $"{program.Name}.log")), _probe);
        }

        await Task.WhenAll(_programs.Values.Select(program => program.StartAsync(stop)));
        Api.BaseAddress = new Uri(_values.PublicUrl);
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.ApiKey);
    }
}
