using System.Diagnostics;
using System.Security.Cryptography;
using Passinstance.LocalServers.Processes;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.LocalServers;
using Passinstance.Local.State;

namespace Passinstance.Local;

/// <summary>Brings one instance up, keeps it up until told to stop, and takes it down.</summary>
internal sealed class Launcher : IDisposable
{
    // Together below the promised 10 s: the programs first, since they still use the servers, then both servers at once.
    private static readonly TimeSpan ProgramGrace = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan ServerGrace = TimeSpan.FromSeconds(4);

    private readonly LauncherOptions options;
    private readonly Screen screen;
    private readonly InstanceFolder folder;
    private readonly string runFile;
    private readonly List<ProcessLog> logs = [];
    private readonly HttpClient http = new();
    private readonly Dictionary<string, ProgramProcess> programs;
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private readonly ServerSet servers;
    private Secrets secrets;
    private ProgramDatabases? databases;
    private readonly SimulatedDevices devices = new();
    private IssuedSample? sample;

    public Launcher(LauncherOptions options, InstanceFolder folder, Screen screen)
    {
        this.options = options;
        this.folder = folder;
        this.screen = screen;
        runFile = options.RunFile ?? folder.In("run.json");
        // Left by a launcher that was killed: nobody may take it for true any longer.
        File.Delete(runFile);
        secrets = Secrets.LoadOrCreate(folder.Secrets);
        servers = new(folder, secrets, screen, OpenLog);
        var gatewayPort = options.Port == 0 ? LoopbackPort.Free() : options.Port;
        if (!LoopbackPort.IsFree(gatewayPort))
            throw new LocalSetupException($"Port {gatewayPort} is in use by another program. Stop that one, or choose another with --port (0 takes a free one).");
        programs = ProgramTable.All.ToDictionary(program => program.Name, program => new ProgramProcess(
            program, $"http://127.0.0.1:{(program == ProgramTable.Gateway ? gatewayPort : LoopbackPort.Free())}", Values, OpenLog(program.Name), http));
    }

    private string GatewayUrl => programs[ProgramTable.Gateway.Name].Url;

    /// <summary>Returns when cancelled, with everything stopped, or throws what went wrong, with everything stopped as well.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            await using var phone = new SamplePhone(http, GatewayUrl, secrets.ApiKey!, devices, screen);
            var holder = new SampleGoogleHolder(GatewayUrl, new SamplePass(http, GatewayUrl, secrets.ApiKey!), devices.GoogleSimulator, screen);
            // What they show is a favour: a failure of it ends nothing.
            _ = phone.ShowAsync(sample!, cancellationToken);
            _ = holder.ShowAsync(secrets.GoogleAccountKey!, cancellationToken);
            var supervisor = new Supervisor(screen, WriteRunFile);
            await supervisor.WatchAsync([.. servers.Started, .. programs.Values], cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        foreach (var log in logs)
            log.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        screen.Line($"Starting Passinstance from {Repository.Root}, data in {folder.Path}");
        await ServerSet.RefuseWhatOnlyAPersonCanInstallAsync(cancellationToken).ConfigureAwait(false);
        // A failure of one step ends the others, and all have ended before anything is stopped.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await devices.StartAsync(cancellationToken).ConfigureAwait(false);
        var build = BuildAsync(failed.Token);
        var prepared = PrepareDatabasesAsync(failed.Token);
        await AllOrNoneAsync(failed, build, prepared, servers.StartRabbitMqAsync(failed.Token), PrepareGatewayAsync(build, prepared, failed.Token)).ConfigureAwait(false);
        await MigrateAsync("migrations", ProgramTable.Services, cancellationToken).ConfigureAwait(false);
        await AllOrNoneAsync(failed, [.. programs.Values.Select(program => StartProgramAsync(program, failed.Token))]).ConfigureAwait(false);
        await screen.StepAsync("sample pass", _ => IssueSampleAsync(cancellationToken)).ConfigureAwait(false);
        WriteRunFile();
        ShowReady();
    }

    private static async Task AllOrNoneAsync(CancellationTokenSource failed, params Task[] steps)
    {
        foreach (var step in steps)
            _ = step.ContinueWith(_ => failed.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var all = Task.WhenAll(steps);
        try
        {
            await all.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (all.Exception is { } exception)
        {
            throw exception.InnerExceptions[0];
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        if (ProgramBuild.FindStale().Count > 0)
            await screen.StepAsync("build", async progress =>
            {
                await ProgramBuild.BuildStaleAsync(progress, folder.Log("build"), cancellationToken).ConfigureAwait(false);
                return Repository.Configuration;
            }).ConfigureAwait(false);
    }

    private async Task PrepareDatabasesAsync(CancellationToken cancellationToken)
    {
        await servers.StartPostgresAsync(cancellationToken).ConfigureAwait(false);
        var suffix = servers.PostgresIsGiven && options.Ephemeral ? $"_{RandomNumberGenerator.GetHexString(8, lowercase: true)}" : "";
        databases = new(servers.Postgres, secrets.DatabasePasswords, suffix);
        if (options.Reset && servers.PostgresIsGiven)
            await databases.DropAsync(cancellationToken).ConfigureAwait(false);
        await databases.CreateAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The gateway needs no broker, and a broker takes its time to boot: what can be done without it is done meanwhile.</summary>
    private async Task PrepareGatewayAsync(Task build, Task databasesPrepared, CancellationToken cancellationToken)
    {
        await Task.WhenAll(build, databasesPrepared).ConfigureAwait(false);
        await MigrateAsync("gateway's migrations", [ProgramTable.Gateway], cancellationToken).ConfigureAwait(false);
        await MakeApiKeyAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task MigrateAsync(string what, IReadOnlyList<ProgramDefinition> migrated, CancellationToken cancellationToken) => screen.StepAsync(what, async _ =>
    {
        await Parallel.ForEachAsync(migrated, cancellationToken, MigrateAsync).ConfigureAwait(false);
        return string.Join(", ", migrated.Select(program => program.Name));
    });

    private async ValueTask MigrateAsync(ProgramDefinition program, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            ProgramProcess.Command(program, Values(), "--migrate"), cancellationToken, logPath: folder.Log($"{program.Name}-migrate")).ConfigureAwait(false);
        if (exitCode != 0)
            throw new LocalSetupException($"`{program.Name} --migrate` ended with {exitCode}. The last lines of {folder.Log($"{program.Name}-migrate")}:\n{output}");
    }

    private Task StartProgramAsync(ProgramProcess program, CancellationToken cancellationToken) => screen.StepAsync(program.Name, async _ =>
    {
        await program.StartAsync(cancellationToken).ConfigureAwait(false);
        return program.Url;
    });

    private async Task MakeApiKeyAsync(CancellationToken cancellationToken)
    {
        if (secrets.ApiKey is not null)
            return;
        await screen.StepAsync("API key", async _ =>
        {
            secrets = await ApiKeyMaker.CompleteAsync(secrets, Values(), cancellationToken).ConfigureAwait(false);
            secrets.Save(folder.Secrets);
            return $"organisation {secrets.OrganizationId}";
        }).ConfigureAwait(false);
    }

    private async Task<string> IssueSampleAsync(CancellationToken cancellationToken)
    {
        if (!await new SamplePass(http, GatewayUrl, secrets.ApiKey!).KeyIsKnownAsync(cancellationToken).ConfigureAwait(false))
        {
            // The kept key is from another database: PASSINSTANCE_POSTGRES points elsewhere than last time.
            secrets = secrets with { OrganizationId = null, ApiKey = null };
            await MakeApiKeyAsync(cancellationToken).ConfigureAwait(false);
        }

        sample = await new SamplePass(http, GatewayUrl, secrets.ApiKey!).IssueAsync(folder.SamplePass, cancellationToken).ConfigureAwait(false);
        return $"{sample.SerialNumber}, {new FileInfo(folder.SamplePass).Length} bytes";
    }

    private async Task StopAsync()
    {
        var watch = Stopwatch.StartNew();
        File.Delete(runFile);
        screen.Line("Stopping");
        await Task.WhenAll(programs.Values.Select(program => program.StopAsync(ProgramGrace))).ConfigureAwait(false);
        await devices.DisposeAsync().ConfigureAwait(false);
        if (options.Ephemeral && servers.PostgresIsGiven && databases is not null)
            await databases.DropAsync(CancellationToken.None).ConfigureAwait(false);
        await servers.StopAsync(ServerGrace).ConfigureAwait(false);
        screen.Line($"Everything stopped after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private DeploymentValues Values() => new(
        GatewayUrl, servers.RabbitMq, secrets, program => databases!.ConnectionString(program.Database), program => programs[program.Name].Url, devices.PushService, devices.Google);

    private void WriteRunFile() => new RunFile(
        GatewayUrl, secrets.ApiKey!, secrets.OrganizationId!, servers.Postgres, servers.RabbitMq,
        [.. programs.Values.Select(program => new RunningProcess(program.Name, program.Process!.Id, program.Url))],
        [.. servers.Started.Select(server => new RunningServer(server.Name, server.Process!.Id))])
        .Save(runFile);

    private ProcessLog OpenLog(string name)
    {
        var log = new ProcessLog(folder.Log(name), line =>
        {
            if (ErrorLine.Is(line))
                screen.Problem(name, line);
        });
        logs.Add(log);
        return log;
    }

    private void ShowReady() => screen.Line($"""

        Ready after {sinceStart.Elapsed.TotalSeconds:0.0} s

          Gateway      {GatewayUrl}
          Portal       {GatewayUrl}/docs
          API key      {secrets.ApiKey}
          Sample pass  {folder.SamplePass}
          Logs         {folder.In("logs")}
          Run file     {runFile}

          Try:  curl -H "X-API-Key: {secrets.ApiKey}" {GatewayUrl}/api/v1/passes

        Ctrl-C stops everything.
        """);
}
