using Npgsql;
using Passinstance.LocalServers.Processes;

namespace Passinstance.LocalServers;

/// <summary>Settings of a private PostgreSQL server.</summary>
internal sealed record PostgresSettings
{
    /// <summary>Data folder; created when missing. Prepared with <see cref="ServerFolder"/>.</summary>
    public required string Folder { get; init; }

    /// <summary>The administrator's password, stored by the caller: it is set once, when the folder is new.</summary>
    public required string Password { get; init; }

    /// <summary>False trades durability for speed, for tests.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 200;

    public ServerAccount? Account { get; init; }
}

/// <summary>A PostgreSQL process on a free loopback port.</summary>
internal sealed class PostgresServer(PostgresInstallation installation, PostgresSettings settings, ProcessLog log) : IPostgresServer,
    IRestartable
{
    public const string Administrator = "postgres";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    public int Port { get; } = LoopbackPort.Free();

    public string Name => "postgres";

    public ProcessLog Log => log;

    public string Location => $"127.0.0.1:{Port}, data in {Folder}";

    public string Folder => settings.Folder;

    public ChildProcess? Process { get; private set; }

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Administrator,
        Password = settings.Password,
        Database = "postgres",
        // Keeps drivers from looking for credentials elsewhere or negotiating encryption on loopback.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public static string DataFolder(string folder) => Path.Combine(folder, "data");

    private string Data => DataFolder(settings.Folder);

    /// <summary>Initializes the folder when it is new, starts the server and returns when it responds to a query.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
            await InitializeAsync(cancellationToken);
        Process = await ChildProcess.StartAsync(new(installation.Postgres, Arguments())
        {
            RunAs = settings.Account,
            WorkingDirectory = settings.Folder,
            Hides = static name => name.StartsWith("PG", StringComparison.Ordinal),
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" },
            // Immediate shutdown: the server kills its own backends, and recovers from its log at the next start.
            SignalOnParentDeath = "QUIT",
        }, log);
        await WaitUntilReadyAsync(Process, cancellationToken);
    }

    /// <summary>Fast shutdown: connections are closed, a checkpoint is written.</summary>
    public Task StopAsync(TimeSpan grace) => Process?.StopAsync(PosixCalls.Interrupt, grace) ?? Task.CompletedTask;

    /// <summary>Runs one of the server's own programs, such as <c>pg_basebackup</c>, as its account and administrator.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var file = Path.Combine(installation.BinFolder, program);
        return ChildProcess.RunAsync(
            new(File.Exists(file) ? file : program, [.. arguments])
            {
                RunAs = settings.Account,
                WorkingDirectory = settings.Folder,
                Environment = new Dictionary<string, string> { ["PGPASSWORD"] = settings.Password, ["LC_ALL"] = "C.UTF-8" },
            },
            cancellationToken);
    }

    private string[] Arguments()
    {
        List<string> arguments =
        [
            "-D", Data,
            "-c", "listen_addresses=127.0.0.1",
            "-c", $"port={Port}",
            // TCP only: a socket path has a length limit that a deep folder would exceed.
            "-c", "unix_socket_directories=",
            "-c", $"max_connections={settings.MaxConnections}",
            "-c", "shared_buffers=128MB",
            "-c", "logging_collector=off",
        ];
        if (!settings.Durable)
            arguments.AddRange(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
        return [.. arguments];
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(settings.Folder, "administrator-password");
        ServerFolder.WriteOwned(passwordFile, settings.Password, settings.Account);
        try
        {
            // Created under another name first: a folder left by an interrupted initdb looks like data.
            var unfinished = Path.Combine(settings.Folder, "data-unfinished");
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            string[] arguments =
            [
                "-D", unfinished, "-U", Administrator, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-instructions",
                .. settings.Durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var (exitCode, output) = await ChildProcess.RunAsync(
                new(installation.InitDb, arguments) { RunAs = settings.Account, WorkingDirectory = settings.Folder }, cancellationToken);
            if (exitCode != 0)
                throw new LocalSetupException($"initdb ended with {exitCode}:\n{output}");
            Directory.Move(unfinished, Data);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task WaitUntilReadyAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        var probe = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(probe);
                await connection.OpenAsync(deadline.Token);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new LocalSetupException(
                    $"PostgreSQL in {settings.Folder} rejects the launcher's stored password: the secrets file was replaced. "
                    + "Restore it, or start with --reset to begin empty.", exception);
            }
            catch (NpgsqlException) when (!process.HasExited && !deadline.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                var state = process.HasExited
                    ? $"ended with {await process.Exited}" : $"did not respond within {StartDeadline.TotalSeconds:0} s";
                await process.KillAsync();
                throw new LocalSetupException($"PostgreSQL {state}. Its last lines:\n{string.Join('\n', log.LastLines(15))}", exception);
            }
        }
    }
}
