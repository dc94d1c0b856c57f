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
