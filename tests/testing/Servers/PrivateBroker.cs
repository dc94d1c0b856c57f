using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>A RabbitMQ for one test, on an address that stays the same; the test may stop, kill, freeze and wipe it.</summary>
public sealed class PrivateBroker : IAsyncDisposable
{
    private readonly ProcessLog _log;
    private readonly RabbitMqServer _server;

    private PrivateBroker(RabbitMqServer server, ProcessLog log)
    {
        _server = server;
        _log = log;
    }

    /// <summary>The AMQP address, with user, password and virtual host.</summary>
    public string Url => _server.Url;

    /// <summary>The AMQP address for one of its other users.</summary>
    internal string UrlFor(RabbitMqUser user) => _server.UrlFor(user);

    /// <summary>The broker's process, or the script that started it. Null while it is stopped.</summary>
    public int? ProcessId => _server.Process is { HasExited: false } process ? process.Id : null;

    /// <summary>Creates a broker and starts it.</summary>
    public static Task<PrivateBroker> StartNewAsync(CancellationToken cancellationToken = default) => StartNewAsync([], cancellationToken);

    /// <summary>Creates a broker that has other users beside the administrator, and starts it.</summary>
    internal static async Task<PrivateBroker> StartNewAsync(IReadOnlyList<RabbitMqUser> users, CancellationToken cancellationToken)
    {
        await ServerFactory.RemoveLeftoversAsync();
        var log = new ProcessLog();
        var server = await LocalServerProvider.RabbitMqAsync(
            ServerFactory.Request($"private-rabbitmq-{ServerFactory.NewSuffix()}", durable: true, log) with { RabbitMqUsers = users },
            log.Write, cancellationToken);
        var broker = new PrivateBroker(server, log);
        try
        {
            await server.StartAsync(cancellationToken);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, with its data.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _server.StartAsync(cancellationToken);

    /// <summary>Stops it in order: connections are closed, data stays.</summary>
    public Task StopAsync() => _server.StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>Kills it as a power cut would; data stays as it was on disk.</summary>
    public Task KillAsync() => _server.StopAsync(TimeSpan.Zero);

    /// <summary>Freezes it: connections stay open and nothing responds.</summary>
    public void Suspend() => ProcessFamily.Signal(_server.Process!.Id, PosixCalls.Stop);

    /// <summary>Resumes it after <see cref="Suspend"/>.</summary>
    public void Resume() => ProcessFamily.Signal(_server.Process!.Id, PosixCalls.Continue);

    /// <summary>Kills it and starts it without any queue, exchange or message.</summary>
    public async Task WipeAsync(CancellationToken cancellationToken = default)
    {
        await KillAsync();
        await ServerFactory.RemoveAsync(Path.Combine(_server.Folder, "mnesia"));
        await _server.StartAsync(cancellationToken);
    }

    /// <summary>The last lines of its log.</summary>
    public IReadOnlyList<string> LastLogLines => _log.LastLines();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await ServerFactory.RemoveAsync(_server.Folder);
        _log.Dispose();
    }
}
