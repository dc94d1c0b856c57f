using Passinstance.LocalServers.Processes;
using Passinstance.LocalServers;

namespace Passinstance.Testing.Servers;

/// <summary>A RabbitMQ of one test's own, on an address that stays the same, that the test may stop, kill, freeze and wipe.</summary>
public sealed class PrivateBroker : IAsyncDisposable
{
    private readonly ProcessLog log;
    private readonly RabbitMqServer server;

    private PrivateBroker(RabbitMqServer server, ProcessLog log)
    {
        this.server = server;
        this.log = log;
    }

    /// <summary>The AMQP address, with user, password and virtual host.</summary>
    public string Url => server.Url;

    /// <summary>Makes a broker and starts it.</summary>
    public static async Task<PrivateBroker> StartNewAsync(CancellationToken cancellationToken = default)
    {
        await ServerFactory.RemoveLeftoversAsync().ConfigureAwait(false);
        var log = new ProcessLog();
        var server = await ServerFactory.RabbitMqAsync(
            $"private-rabbitmq-{ServerFactory.NewSuffix()}", management: false, log, log.Write, cancellationToken).ConfigureAwait(false);
        var broker = new PrivateBroker(server, log);
        try
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts it again, with the data it had.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => server.StartAsync(cancellationToken);

    /// <summary>Stops it in order: connections are closed, data stays.</summary>
    public Task StopAsync() => server.StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>Ends it as a power cut would; data stays as it was on disk.</summary>
    public Task KillAsync() => server.StopAsync(TimeSpan.Zero);

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    public void Suspend() => ProcessFamily.Signal(server.Process!.Id, LinuxCalls.Stop);

    /// <summary>Lets it run on after <see cref="Suspend"/>.</summary>
    public void Resume() => ProcessFamily.Signal(server.Process!.Id, LinuxCalls.Continue);

    /// <summary>Kills it and starts it without any queue, exchange or message.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync().ConfigureAwait(false);
        await ServerFactory.RemoveAsync(Path.Combine(server.Folder, "mnesia")).ConfigureAwait(false);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last lines of its log.</summary>
    public IReadOnlyList<string> LastLogLines => log.LastLines();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await ServerFactory.RemoveAsync(server.Folder).ConfigureAwait(false);
        log.Dispose();
    }
}
