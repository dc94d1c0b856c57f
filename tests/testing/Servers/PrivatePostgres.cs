using Passinstance.LocalServers.Processes;
using Passinstance.LocalServers;

namespace Passinstance.Testing.Servers;

/// <summary>
/// A PostgreSQL of one test's own, on an address that stays the same, that the test may stop, kill and freeze.
/// It writes to disk for certain (fsync on), unlike the shared one: for tests about crashes.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly ProcessLog log;
    private readonly PostgresServer server;

    private PrivatePostgres(PostgresServer server, ProcessLog log)
    {
        this.server = server;
        this.log = log;
    }

    /// <summary>The administrator's connection string.</summary>
    public string ConnectionString => server.ConnectionString;

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<PrivatePostgres> StartNewAsync(CancellationToken cancellationToken = default)
    {
        await ServerFactory.RemoveLeftoversAsync().ConfigureAwait(false);
        var log = new ProcessLog();
        var server = await ServerFactory.PostgresAsync(
            $"private-postgres-{ServerFactory.NewSuffix()}", durable: true, log, log.Write, cancellationToken).ConfigureAwait(false);
        var postgres = new PrivatePostgres(server, log);
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates an empty database owned by a new role and returns the role's connection string.</summary>
    public Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default) =>
        TestDatabase.CreateAsync(ConnectionString, name, cancellationToken);

    /// <summary>Starts it again, with the data it had.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => server.StartAsync(cancellationToken);

    /// <summary>Stops it in order: connections are cut, data is written out.</summary>
    public Task StopAsync() => server.StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>Ends it and all its backends as a crash would.</summary>
    public async Task KillAsync()
    {
        if (server.Process is not { HasExited: false } process)
            return;
        ProcessFamily.Signal(process.Id, LinuxCalls.Kill);
        await process.Exited.ConfigureAwait(false);
    }

    /// <summary>Freezes it and its backends: connections stay open and nothing answers.</summary>
    public void Suspend() => ProcessFamily.Signal(server.Process!.Id, LinuxCalls.Stop);

    /// <summary>Lets it run on after <see cref="Suspend"/>.</summary>
    public void Resume() => ProcessFamily.Signal(server.Process!.Id, LinuxCalls.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await ServerFactory.RemoveAsync(server.Folder).ConfigureAwait(false);
        log.Dispose();
    }
}
