using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using Passinstance.Benchmarks.Soak;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Simulators.Apns;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Mixed;

/// <summary>
/// The six programs on a PostgreSQL (fsync on) and a RabbitMQ of their own, each from the current build or from the previous release. It
/// begins with the previous release alone: its tables, its rows, its messages.
/// </summary>
internal sealed class MixedSystem : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private readonly PrivatePostgres _postgres;
    private readonly PrivateBroker _broker;
    private readonly string _folder;
    private readonly HttpClient _probe = new();
    private readonly Dictionary<ProgramDefinition, ProgramProcess> _programs = [];
    private readonly HashSet<ProgramDefinition> _current = [];
    private DeploymentValues _values = null!;

    private MixedSystem(PrivatePostgres postgres, PrivateBroker broker, ApnsSimulator apns, SoakEndpoint endpoint, string folder)
    {
        (_postgres, _broker, _folder) = (postgres, broker, folder);
        (Apns, Endpoint) = (apns, endpoint);
    }

    internal ApnsSimulator Apns { get; }

    internal SoakEndpoint Endpoint { get; }

    internal HttpClient Api { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>With a key that may erase, which no key may unless it was made for it.</summary>
    internal HttpClient ErasureApi { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    internal bool KeepsLogs { get; set; }

    internal string Folder => _folder;

    internal static async Task<MixedSystem> StartAsync(PreviousRelease previous, CancellationToken stop)
    {
        var secrets = Secrets.Create();
        var users = BrokerUsers.Of(secrets);
        var system = new MixedSystem(
            await PrivatePostgres.StartNewAsync(stop), await PrivateBroker.StartNewAsync(users, stop),
            await ApnsSimulator.StartAsync(cancellationToken: stop), await SoakEndpoint.StartAsync(),
            Directory.CreateTempSubdirectory("passinstance-mixed-").FullName);
        try
        {
            await system.PrepareAsync(previous, secrets, users, stop);
            return system;
        }
        catch
        {
            system.KeepsLogs = true;
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Migrates a program's database by the current build, while the previous release of it still runs.</summary>
    internal async Task MigrateAsync(ProgramDefinition program, CancellationToken stop)
    {
        if (!program.HasDatabase)
            return;
        var version = _current.Add(program);
        await RunMigrationAsync(program, stop);
        if (version)
            _current.Remove(program);
    }

    /// <summary>Replaces a program by its current build, or by that of the previous release.</summary>
    internal async Task ReplaceAsync(ProgramDefinition program, bool isCurrent, CancellationToken stop)
    {
        if (_current.Contains(program) == isCurrent)
            return;
        await _programs[program].StopAsync(Grace);
        if (isCurrent)
            _current.Add(program);
        else
            _current.Remove(program);
        await _programs[program].StartAsync(stop);
    }

    /// <summary>Ends the 20 s in which phones fetch an empty pass, once it is empty: a combination would take so much longer.</summary>
    internal async Task HastenErasuresAsync(CancellationToken stop)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
        {
            Database = ProgramTable.Pass.Database,
            Pooling = false,
        });
        await using var command = database.CreateCommand(
            "UPDATE erasures SET available_at = clock_timestamp() WHERE emptied_at IS NOT NULL AND available_at > clock_timestamp()");
        await command.ExecuteNonQueryAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs.Values.Where(program => program.Process is { HasExited: false }))
            await program.Process!.KillAsync();
        await Endpoint.DisposeAsync();
        await Apns.DisposeAsync();
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
        Api.Dispose();
        ErasureApi.Dispose();
        _probe.Dispose();
        foreach (var program in _programs.Values)
            program.Log.Dispose();
        if (!KeepsLogs)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(
        PreviousRelease previous, Secrets secrets, IReadOnlyList<RabbitMqUser> users, CancellationToken stop)
    {
        var databases = new ProgramDatabases(_postgres.ConnectionString, secrets.DatabasePasswords, suffix: "");
        await databases.CreateAsync(stop);
        var addresses = ProgramTable.All.ToDictionary(program => program, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        _values = new DeploymentValues(
            addresses[ProgramTable.Gateway],
            program => program.UsesBroker ? _broker.UrlFor(users.Single(user => user.Name == program.Name)) : "", secrets,
            program => databases.ConnectionString(program.Database), program => addresses[program],
            new PushService(Apns.Url.ToString(), Apns.RootCertificate),
            // No issuer is uploaded, so nothing is sent to Google.
            new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"))
        {
            Dll = program => _current.Contains(program) ? program.Dll : previous.Dll(program),
        };
        await Parallel.ForEachAsync(
            ProgramTable.Migrated, stop, async (program, token) => await RunMigrationAsync(program, token));
        secrets = await ApiKeyMaker.CompleteAsync(secrets, _values, stop);
        _values = _values with { Secrets = secrets };
        foreach (var program in ProgramTable.All)
        {
            _programs[program] = new ProgramProcess(
                program, addresses[program], () => _values, new ProcessLog(Path.Combine(_folder, $"{program.Name}.log")), _probe);
        }

        await Task.WhenAll(_programs.Values.Select(program => program.StartAsync(stop)));
        Api.BaseAddress = new Uri(_values.PublicUrl);
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets.ApiKey);
        ErasureApi.BaseAddress = Api.BaseAddress;
        ErasureApi.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await CreateErasureKeyAsync(stop));
    }

    private async Task<string> CreateErasureKeyAsync(CancellationToken stop)
    {
        var command = ProgramProcess.Command(
            ProgramTable.Gateway, _values, "admin", "create-key", "--organization", _values.Secrets.OrganizationId!, "--name", "Erasures",
            "--environment", "test", "--scopes", "erasures:read,erasures:write", "--json");
        var (exitCode, output) = await ChildProcess.RunAsync(command, stop);
        return exitCode == 0
            ? JsonElement.Parse(output.Split('\n').First(line => line.StartsWith('{'))).GetProperty("apiKey").GetString()!
            : throw new InvalidOperationException($"No key was made: {output}");
    }

    private async Task RunMigrationAsync(ProgramDefinition program, CancellationToken stop)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(ProgramProcess.Command(program, _values, "--migrate"), stop);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program.Name} --migrate failed: {output}");
    }
}
