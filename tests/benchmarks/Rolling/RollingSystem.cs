using System.Globalization;
using Npgsql;
using Passinstance.Benchmarks.Faults;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Rolling;

/// <summary>One process of a program.</summary>
internal sealed class Replica(ProgramDefinition program, int index, string url)
{
    internal ProgramDefinition Program => program;

    internal string Name => $"{program.Name} {index}";

    internal string Url => url;

    internal ChildProcess? Process { get; set; }
}

/// <summary>
/// Two processes of each program on a PostgreSQL (fsync on) and a RabbitMQ of their own, as a cluster runs them: the gateways know both
/// replicas of each service and check them, and clients are sent to the gateways that are ready.
/// </summary>
internal sealed class RollingSystem : IAsyncDisposable
{
    private const int Count = 2;
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromMinutes(1);
    private readonly PrivatePostgres _postgres;
    private readonly PrivateBroker _broker;
    private readonly string _folder;
    private readonly Dictionary<Replica, ProcessLog> _logs = [];
    // Programs that others call: the gateway alone knows the replicas of each.
    private readonly Dictionary<ProgramDefinition, Balancer> _balancers = new()
    {
        [ProgramTable.Gateway] = new Balancer(),
        [ProgramTable.Template] = new Balancer(),
        [ProgramTable.Notification] = new Balancer(),
    };
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly int _drainSeconds;
    private DeploymentValues _values = null!;

    private RollingSystem(PrivatePostgres postgres, PrivateBroker broker, FaultEndpoint endpoint, int drainSeconds, string folder)
    {
        _postgres = postgres;
        _broker = broker;
        Endpoint = endpoint;
        _drainSeconds = drainSeconds;
        _folder = folder;
        Replicas = [.. ProgramTable.All.SelectMany(program => Enumerable.Range(0, Count)
            .Select(index => new Replica(program, index, $"http://127.0.0.1:{LoopbackPort.Free()}")))];
    }

    internal IReadOnlyList<Replica> Replicas { get; }

    /// <summary>The address that people and other programs have of the gateways.</summary>
    internal string Url => _balancers[ProgramTable.Gateway].Url;

    internal FaultEndpoint Endpoint { get; }

    internal string ApiKey => _values.Secrets.ApiKey!;

    internal bool KeepsLogs { get; set; }

    internal string Folder => _folder;

    internal static async Task<RollingSystem> StartAsync(int drainSeconds, CancellationToken cancellationToken)
    {
        var secrets = Secrets.Create();
        var users = BrokerUsers.Of(secrets);
        var system = new RollingSystem(
            await PrivatePostgres.StartNewAsync(cancellationToken), await PrivateBroker.StartNewAsync(users, cancellationToken),
            await FaultEndpoint.StartAsync(), drainSeconds, Directory.CreateTempSubdirectory("passinstance-rolling-").FullName);
        try
        {
            await system.PrepareAsync(secrets, users, cancellationToken);
            return system;
        }
        catch
        {
            system.KeepsLogs = true;
            await system.DisposeAsync();
            throw;
        }
    }

    internal NpgsqlDataSource Database(string program) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
        {
            Database = ProgramTable.All.Single(definition => definition.Name == program).Database,
            Pooling = false,
            CommandTimeout = 120,
        });

    /// <summary>Starts a replica and waits until it is ready.</summary>
    internal async Task StartAsync(Replica replica, CancellationToken cancellationToken)
    {
        var command = ProgramProcess.Command(replica.Program, _values);
        var variables = command.Environment.ToDictionary();
        variables["ASPNETCORE_URLS"] = replica.Url;
        variables["Shutdown__DrainSeconds"] = _drainSeconds.ToString(CultureInfo.InvariantCulture);
        variables["Logging__Requests"] = "false";
        if (replica.Program == ProgramTable.Gateway)
        {
            foreach (var service in ProgramTable.Services.Append(ProgramTable.Dashboard))
            {
                var cluster = $"ReverseProxy__Clusters__{service.Name}__";
                variables[cluster + "HealthCheck__Active__Interval"] = "00:00:01";
                foreach (var (destination, index) in Replicas.Where(one => one.Program == service).Select((one, index) => (one, index)))
                    variables[$"{cluster}Destinations__{(index == 0 ? "primary" : "second")}__Address"] = destination.Url;
            }
        }

        if (!_logs.TryGetValue(replica, out var log))
            _logs[replica] = log = new ProcessLog(Path.Combine(_folder, $"{replica.Name.Replace(' ', '-')}.log"));
        replica.Process = await ChildProcess.StartAsync(command with { Environment = variables }, log);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadyDeadline);
        while (!await IsReadyAsync(replica.Url, deadline.Token))
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
    }

    /// <summary>A link that signs a person in once.</summary>
    internal Task<string> CreateSignInLinkAsync(CancellationToken cancellationToken) =>
        ApiKeyMaker.CreateSignInLinkAsync(_values.Secrets.OrganizationId!, _values, cancellationToken);

    internal async Task<bool> IsReadyAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _probe.GetAsync(new Uri($"{url}/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (
            exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var balancer in _balancers.Values)
            await balancer.DisposeAsync();
        foreach (var replica in Replicas.Where(replica => replica.Process is { HasExited: false }))
            await replica.Process!.KillAsync();
        await Endpoint.DisposeAsync();
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
        _probe.Dispose();
        foreach (var log in _logs.Values)
            log.Dispose();
        if (!KeepsLogs)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(Secrets secrets, IReadOnlyList<RabbitMqUser> users, CancellationToken cancellationToken)
    {
        var databases = new ProgramDatabases(_postgres.ConnectionString, secrets.DatabasePasswords, suffix: "");
        await databases.CreateAsync(cancellationToken);
        string First(ProgramDefinition program) => Replicas.First(replica => replica.Program == program).Url;
        _values = new DeploymentValues(
            Url,
            program => program.UsesBroker ? _broker.UrlFor(users.Single(user => user.Name == program.Name)) : "", secrets,
            program => databases.ConnectionString(program.Database),
            program => _balancers.TryGetValue(program, out var balancer) ? balancer.Url : First(program),
            // No device registers here and no issuer is uploaded, so nothing is pushed and nothing is sent to Google.
            new PushService("https://127.0.0.1:9", ""),
            new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"));
        // Both replicas' at once, as two pods do.
        await Parallel.ForEachAsync(ProgramTable.Migrated, cancellationToken, async (program, token) =>
        {
            var results = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ =>
                ChildProcess.RunAsync(ProgramProcess.Command(program, _values, "--migrate"), token)));
            if (results.FirstOrDefault(result => result.ExitCode != 0) is { ExitCode: not 0, Output: var output })
                throw new InvalidOperationException($"{program.Name} --migrate failed: {output}");
        });
        _values = _values with { Secrets = await ApiKeyMaker.CompleteAsync(secrets, _values, cancellationToken) };
        foreach (var (program, balancer) in _balancers)
            balancer.Start([.. Replicas.Where(replica => replica.Program == program).Select(replica => replica.Url)], IsReadyAsync);
        await Task.WhenAll(Replicas.Select(replica => StartAsync(replica, cancellationToken)));
    }
}
