using System.Globalization;
using Npgsql;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>
/// A PostgreSQL for one test, on an address that stays the same; the test may stop, kill and freeze it. Unlike the shared one it flushes to
/// disk (fsync on): for tests about crashes.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly ProcessLog _log;
    private readonly PostgresServer _server;

    private PrivatePostgres(PostgresServer server, ProcessLog log)
    {
        _server = server;
        _log = log;
    }

    /// <summary>The administrator's connection string.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>The server's process; its sessions are its children. Null while it is stopped.</summary>
    public int? ProcessId => _server.Process is { HasExited: false } process ? process.Id : null;

    /// <summary>Creates a server and starts it.</summary>
    public static async Task<PrivatePostgres> StartNewAsync(CancellationToken cancellationToken = default)
    {
        await ServerFactory.RemoveLeftoversAsync();
        var log = new ProcessLog();
        var server = await LocalServerProvider.PostgresAsync(
            ServerFactory.Request($"private-postgres-{ServerFactory.NewSuffix()}", durable: true, log), log.Write, cancellationToken);
        var postgres = new PrivatePostgres(server, log);
        try
        {
            await server.StartAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database owned by a new role and returns the role's connection string.</summary>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        TestDatabase.CreateAsync(ConnectionString, name, cancellationToken);

    /// <summary>Starts it again, with its data.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _server.StartAsync(cancellationToken);

    /// <summary>Archives its log from now on, as a server with backups does; it is restarted for that.</summary>
    public async Task ArchiveAsync(CancellationToken cancellationToken = default)
    {
        await RunAsync("mkdir", ["-p", Archive], cancellationToken);
        await ExecuteAsync("ALTER SYSTEM SET archive_mode = 'on'", cancellationToken);
        await ExecuteAsync($"ALTER SYSTEM SET archive_command = 'test ! -f {Archive}/%f && cp %p {Archive}/%f'", cancellationToken);
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>Takes a base backup while it serves.</summary>
    public Task BackUpAsync(CancellationToken cancellationToken = default)
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString);
        return RunAsync(
            "pg_basebackup",
            ["-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, "-D", Backup, "-X", "stream", "--checkpoint=fast"],
            cancellationToken);
    }

    /// <summary>Returns once everything that is committed now is in the archive.</summary>
    public async Task FlushArchiveAsync(CancellationToken cancellationToken = default)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var last = database.CreateCommand("SELECT pg_walfile_name(pg_switch_wal())");
        var file = Path.Combine(Archive, (string)(await last.ExecuteScalarAsync(cancellationToken))!);
        while ((await _server.RunAsync("test", ["-f", file], cancellationToken)).ExitCode != 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
    }

    /// <summary>
    /// Loses its data, as a failed disk does, and starts again from the base backup and the archive, at a moment. The address stays.
    /// </summary>
    public async Task RestoreAsync(DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        await KillAsync();
        var data = PostgresServer.DataFolder(_server.Folder);
        await RunAsync("rm", ["-rf", data], cancellationToken);
        await RunAsync("cp", ["-a", Backup, data], cancellationToken);
        string[] settings =
        [
            $"restore_command = 'cp {Archive}/%f %p'",
            string.Create(CultureInfo.InvariantCulture, $"recovery_target_time = '{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'"),
            "recovery_target_action = 'promote'",
        ];
        await RunAsync(
            "sh",
            [
                "-c", "printf '%s\n' \"$@\" >> \"$0\"/postgresql.auto.conf && touch \"$0\"/recovery.signal", data, .. settings,
            ],
            cancellationToken);
        await StartAsync(cancellationToken);
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var recovering = database.CreateCommand("SELECT pg_is_in_recovery()");
        while ((bool)(await recovering.ExecuteScalarAsync(cancellationToken))!)
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
    }

    private string Archive => Path.Combine(_server.Folder, "archive");

    private string Backup => Path.Combine(_server.Folder, "backup");

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await _server.RunAsync(program, arguments, cancellationToken);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program} ended with {exitCode}: {output}");
    }

    /// <summary>Stops it in order: connections are closed, data is flushed.</summary>
    public Task StopAsync() => _server.StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>Kills it and all its backends as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_server.Process is not { HasExited: false } process)
            return;
        ProcessFamily.Signal(process.Id, PosixCalls.Kill);
        await process.Exited;
    }

    /// <summary>Freezes it and its backends: connections stay open and nothing responds.</summary>
    public void Suspend() => ProcessFamily.Signal(_server.Process!.Id, PosixCalls.Stop);

    /// <summary>Resumes it after <see cref="Suspend"/>.</summary>
    public void Resume() => ProcessFamily.Signal(_server.Process!.Id, PosixCalls.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await ServerFactory.RemoveAsync(_server.Folder);
        _log.Dispose();
    }
}
