using System.Diagnostics;
using System.Security.Cryptography;
using Passinstance.Local.Programs;
using Passinstance.Local.Sample;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Local;

/// <summary>Starts one instance, keeps it running until it is canceled, and stops it.</summary>
internal sealed class Launcher : IDisposable
{
    // Together below the documented 10 s: the programs first, since they still use the servers, then both servers at once.
    private static readonly TimeSpan ProgramGrace = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan ServerGrace = TimeSpan.FromSeconds(4);

    private readonly LauncherOptions _options;
    private readonly Screen _screen;
    private readonly InstanceFolder _folder;
    private readonly string _runFile;
    private readonly List<ProcessLog> _logs = [];
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, ProgramProcess> _programs;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly ServerSet _servers;
    private Secrets _secrets;
    private ProgramDatabases? _databases;
    private readonly SimulatedDevices _devices = new();
    private readonly TelemetryViewer _telemetry;
    private IssuedSample? _sample;
    private string? _signInUrl;

    public Launcher(LauncherOptions options, InstanceFolder folder, Screen screen)
    {
        _options = options;
        _folder = folder;
        _screen = screen;
        _runFile = _options.RunFile ?? _folder.In("run.json");
        // Left behind by a launcher that was killed: it is outdated.
        File.Delete(_runFile);
        _secrets = Secrets.LoadOrCreate(_folder.Secrets);
        _servers = new(_folder, _secrets, _screen, OpenLog);
        _telemetry = new(OpenLog("telemetry"));
        var gatewayPort = _options.Port == 0 ? LoopbackPort.Free() : _options.Port;
        if (!LoopbackPort.IsFree(gatewayPort))
            throw new LocalSetupException(
                $"Port {gatewayPort} is in use by another program. Stop that program, or choose another port with --port (0 takes a free "
                + $"one).");
        _programs = ProgramTable.All.ToDictionary(program => program.Name, program => new ProgramProcess(
            program, $"http://127.0.0.1:{(program == ProgramTable.Gateway ? gatewayPort : LoopbackPort.Free())}", Values,
                OpenLog(program.Name), _http));
    }

    private string GatewayUrl => _programs[ProgramTable.Gateway.Name].Url;

    /// <summary>Returns when canceled or throws the failure; everything is stopped in both cases.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken);
            await using var phone = new SamplePhone(_http, GatewayUrl, _secrets.ApiKey!, _devices, _screen);
            var holder = new SampleGoogleHolder(GatewayUrl, new SamplePass(_http, GatewayUrl, _secrets.ApiKey!), _devices.GoogleSimulator,
                _screen);
            // A failure of these demonstrations does not stop the launcher.
            _ = phone.ShowAsync(_sample!, cancellationToken);
            _ = holder.ShowAsync(_secrets.GoogleAccountKey, cancellationToken);
            var supervisor = new Supervisor(_screen, WriteRunFile);
            await supervisor.WatchAsync([.. _servers.Processes, .. _programs.Values], cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            await StopAsync();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var log in _logs)
            log.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _screen.Line($"Starting Passinstance from {Repository.Root}, data in {_folder.Path}");
        await _servers.PrepareAsync(_options.Reset, cancellationToken);
        // A failure of one step cancels the others, and all have ended before anything is stopped.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await _devices.StartAsync(cancellationToken);
        var build = BuildAsync(failed.Token);
        var prepared = PrepareDatabasesAsync(failed.Token);
        await StartTelemetryAsync(failed.Token);
        await AllOrNoneAsync(failed, build, prepared, _servers.StartRabbitMqAsync(failed.Token),
            PrepareGatewayAsync(build, prepared, failed.Token));
        await MigrateAsync("service migrations", ProgramTable.Services, cancellationToken);
        await AllOrNoneAsync(failed, [.. _programs.Values.Select(program => StartProgramAsync(program, failed.Token))]);
        await _screen.StepAsync("sample pass", _ => IssueSampleAsync(cancellationToken));
        await _screen.StepAsync("sign-in link", async _ =>
        {
            _signInUrl = await ApiKeyMaker.CreateSignInLinkAsync(_secrets.OrganizationId!, Values(), cancellationToken);
            return "works once";
        });
        WriteRunFile();
        ShowReady();
    }

    private static string GivenCollector => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") ?? "";

    private Task StartTelemetryAsync(CancellationToken cancellationToken) => _options.Dashboard && GivenCollector.Length == 0
        ? _screen.StepAsync("telemetry", async _ => await _telemetry.StartAsync(_http, cancellationToken)
            ? _telemetry.Url : "not available here; see the log")
        : Task.CompletedTask;

    private static async Task AllOrNoneAsync(CancellationTokenSource failed, params Task[] steps)
    {
        foreach (var step in steps)
            _ = step.ContinueWith(_ => failed.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        var all = Task.WhenAll(steps);
        try
        {
            await all;
        }
        catch (OperationCanceledException) when (all.Exception is { } exception)
        {
            throw exception.InnerExceptions[0];
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        if (ProgramBuild.FindStale(_options.Configuration).Count > 0)
            await _screen.StepAsync("build", async progress =>
            {
                await ProgramBuild.BuildStaleAsync(_options.Configuration, progress, _folder.Log("build"), cancellationToken);
                return _options.Configuration;
            });
    }

    private async Task PrepareDatabasesAsync(CancellationToken cancellationToken)
    {
        await _servers.StartPostgresAsync(cancellationToken);
        var suffix = _servers.PostgresIsGiven && _options.Ephemeral ? $"_{RandomNumberGenerator.GetHexString(8, lowercase: true)}" : "";
        _databases = new(_servers.Postgres, _secrets.DatabasePasswords, suffix);
        if (_options.Reset && _servers.PostgresIsGiven)
            await _databases.DropAsync(cancellationToken);
        await _databases.CreateAsync(cancellationToken);
    }

    /// <summary>Runs while RabbitMQ boots: the gateway does not need it.</summary>
    private async Task PrepareGatewayAsync(Task build, Task databasesPrepared, CancellationToken cancellationToken)
    {
        await Task.WhenAll(build, databasesPrepared);
        await MigrateAsync("gateway migrations", [ProgramTable.Gateway], cancellationToken);
        await MakeApiKeyAsync(cancellationToken);
    }

    private Task MigrateAsync(string what, IReadOnlyList<ProgramDefinition> migrated, CancellationToken cancellationToken) =>
        _screen.StepAsync(what, async _ =>
    {
        await Parallel.ForEachAsync(migrated, cancellationToken, MigrateAsync);
        return string.Join(", ", migrated.Select(program => program.Name));
    });

    private async ValueTask MigrateAsync(ProgramDefinition program, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            ProgramProcess.Command(program, Values(), "--migrate"), cancellationToken, logPath: _folder.Log($"{program.Name}-migrate"));
        if (exitCode != 0)
            throw new LocalSetupException(
                $"`{program.Name} --migrate` ended with exit code {exitCode}. The last lines of "
                + $"{_folder.Log($"{program.Name}-migrate")}:\n{output}");
    }

    private Task StartProgramAsync(ProgramProcess program, CancellationToken cancellationToken) =>
        _screen.StepAsync(program.Name, async _ =>
    {
        await program.StartAsync(cancellationToken);
        return program.Url;
    });

    private async Task MakeApiKeyAsync(CancellationToken cancellationToken)
    {
        if (_secrets.ApiKey is not null)
            return;
        await _screen.StepAsync("API key", async _ =>
        {
            _secrets = await ApiKeyMaker.CompleteAsync(_secrets, Values(), cancellationToken);
            _secrets.Save(_folder.Secrets);
            return $"organization {_secrets.OrganizationId}";
        });
    }

    private async Task<string> IssueSampleAsync(CancellationToken cancellationToken)
    {
        if (!await new SamplePass(_http, GatewayUrl, _secrets.ApiKey!).KeyIsKnownAsync(cancellationToken))
        {
            // The stored key belongs to another database: PASSINSTANCE_POSTGRES has changed since the last start.
            _secrets = _secrets with { OrganizationId = null, ApiKey = null };
            await MakeApiKeyAsync(cancellationToken);
        }

        _sample = await new SamplePass(_http, GatewayUrl, _secrets.ApiKey!).IssueAsync(_folder.SamplePass, cancellationToken);
        return $"{_sample.SerialNumber}, {new FileInfo(_folder.SamplePass).Length} bytes";
    }

    private async Task StopAsync()
    {
        var watch = Stopwatch.StartNew();
        File.Delete(_runFile);
        _screen.Line("Stopping");
        await Task.WhenAll(_programs.Values.Select(program => program.StopAsync(ProgramGrace)));
        await _telemetry.StopAsync(ProgramGrace);
        await _devices.DisposeAsync();
        if (_options.Ephemeral && _servers.PostgresIsGiven && _databases is not null)
            await _databases.DropAsync(CancellationToken.None);
        await _servers.StopAsync(ServerGrace);
        _screen.Line($"Everything stopped after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private DeploymentValues Values() => new(
        GatewayUrl, _servers.RabbitMqFor, _secrets, program => _databases!.ConnectionString(program.Database),
        program => _programs[program.Name].Url, _devices.PushService, _devices.Google)
    {
        Telemetry = _telemetry.OtlpUrl.Length > 0 ? _telemetry.OtlpUrl : GivenCollector,
        Dll = program => program.DllOf(_options.Configuration),
    };

    private void WriteRunFile() => new RunFile(
        GatewayUrl, _secrets.ApiKey!, _secrets.OrganizationId!, _servers.Postgres, _servers.RabbitMq,
        [.. _programs.Values.Select(program => new RunningProcess(program.Name, program.Process!.Id, program.Url))],
        [.. _servers.Processes.Select(server => new RunningServer(server.Name, server.Process!.Id))], _signInUrl, _options.Configuration)
        .Save(_runFile);

    private ProcessLog OpenLog(string name)
    {
        var log = new ProcessLog(_folder.Log(name), line =>
        {
            if (ErrorLine.Is(line))
                _screen.Problem(name, line);
        });
        _logs.Add(log);
        return log;
    }

    private void ShowReady() => _screen.Line($"""

        Ready after {_sinceStart.Elapsed.TotalSeconds:0.0} s

          Gateway      {GatewayUrl}
          Dashboard    {GatewayUrl}/dashboard
          Portal       {GatewayUrl}/docs
          Telemetry    {(_telemetry.OtlpUrl.Length > 0 ? _telemetry.Url : "not shown")}
          Sign in      {_signInUrl}
          API key      {_secrets.ApiKey}
          Sample pass  {_folder.SamplePass}
          Logs         {_folder.In("logs")}
          Run file     {_runFile}

          Try:  curl -H "X-API-Key: {_secrets.ApiKey}" {GatewayUrl}/api/v1/passes

        Ctrl-C stops everything.
        """);
}
