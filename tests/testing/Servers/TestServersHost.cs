using System.Net.Sockets;
using System.Text.Json;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>
/// The process that hosts the shared servers. Each test process keeps a connection to it open while it runs, so a killed one counts as gone
/// too; some seconds after the last has disconnected, the servers stop, their data is removed and this process exits.
/// </summary>
internal sealed class TestServersHost : IAsyncDisposable
{
    private static readonly TimeSpan LingerAfterLastTest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Timer _linger;
    private readonly ProcessLog _postgresLog = new(Path.Combine(ServerFactory.Folder, "postgres.log"));
    private readonly ProcessLog _rabbitMqLog = new(Path.Combine(ServerFactory.Folder, "rabbitmq.log"));
    private readonly Lazy<Task<IPostgresServer>> _postgres;
    private readonly Lazy<Task<IRabbitMqServer>> _rabbitMq;
    private int _connections;

    private TestServersHost()
    {
        _linger = new(_ => EndIfUnused());
        _postgres = new(StartPostgresAsync);
        _rabbitMq = new(StartRabbitMqAsync);
    }

    /// <summary>An abstract socket: it leaves no file behind, and binding it is the lock against a second host.</summary>
    public static UnixDomainSocketEndPoint Address { get; } = new($"\0passinstance-tests:{PosixCalls.EffectiveUserId()}:{Repository.Root}");

    public static async Task<int> Main()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(Address);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return 0;
        }

        listener.Listen(256);
        await ServerFactory.RemoveLeftoversAsync();
        await using var host = new TestServersHost();
        await host.ServeAsync(listener);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            StopAsync(_postgres, StopGrace),
            // Its data is discarded, so there is nothing to wait for: with the management plugin an orderly stop takes 6 to 8 s.
            StopAsync(_rabbitMq, TimeSpan.Zero));
        _postgresLog.Dispose();
        _rabbitMqLog.Dispose();
        await _linger.DisposeAsync();
        _ending.Dispose();
    }

    private async Task ServeAsync(Socket listener)
    {
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                _ending.Cancel();
            });
        _linger.Change(LingerAfterLastTest, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
                _ = ServeConnectionAsync(await listener.AcceptAsync(_ending.Token));
        }
        catch (OperationCanceledException)
        {
            // No new connections: a test process that comes now finds no listener and starts the next host, with folders of its own.
            listener.Close();
        }
    }

    private async Task ServeConnectionAsync(Socket socket)
    {
        lock (_gate)
        {
            // It connected while this process was ending: without a response it asks again, and the next host serves it.
            if (_ending.IsCancellationRequested)
            {
                socket.Dispose();
                return;
            }

            _connections++;
        }

        try
        {
            using var connection = new NetworkStream(socket, ownsSocket: true);
            if (!PeerIsThisUser(socket))
                return;
            using var reader = new StreamReader(connection);
            var asked = await reader.ReadLineAsync();
            var answer = await AnswerAsync(asked);
            await connection.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
            await connection.WriteAsync("\n"u8.ToArray());
            await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            // The test process was killed.
        }
        finally
        {
            lock (_gate)
            {
                _connections--;
                _linger.Change(LingerAfterLastTest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private async Task<HostAnswer> AnswerAsync(string? asked)
    {
        try
        {
            return asked switch
            {
                "postgres" => new((await _postgres.Value).ConnectionString, null, null),
                "rabbitmq" => new((await _rabbitMq.Value).Url, (await _rabbitMq.Value).ManagementUrl, null),
                _ => new(null, null, $"'{asked}' is not a server."),
            };
        }
        catch (Exception exception) when (exception is LocalSetupException or IOException or UnauthorizedAccessException)
        {
            return new(null, null, exception.Message);
        }
    }

    private void EndIfUnused()
    {
        lock (_gate)
            if (_connections == 0)
                _ending.Cancel();
    }

    private async Task<IPostgresServer> StartPostgresAsync()
    {
        var server = await (await ServerProviders.ChooseAsync(_ending.Token)).PostgresAsync(
            ServerFactory.Request("postgres", durable: false, _postgresLog), _postgresLog.Write, _ending.Token);
        await server.StartAsync(_ending.Token);
        return server;
    }

    private async Task<IRabbitMqServer> StartRabbitMqAsync()
    {
        var server = await (await ServerProviders.ChooseAsync(_ending.Token)).RabbitMqAsync(
            ServerFactory.Request("rabbitmq", durable: false, _rabbitMqLog, management: true), _rabbitMqLog.Write, _ending.Token);
        await server.StartAsync(_ending.Token);
        return server;
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server, TimeSpan grace)
        where T : IPrivateServer
    {
        if (!server.IsValueCreated)
            return;
        try
        {
            var started = await server.Value;
            await started.StopAsync(grace);
            if (started.Folder is { } folder)
                await ServerFactory.RemoveAsync(folder);
        }
        catch (Exception exception) when (exception is LocalSetupException or OperationCanceledException)
        {
            // It did not start; the test process got the error, and its children end with this process.
        }
    }

    private static bool PeerIsThisUser(Socket socket)
    {
        const int socketLevel = 1;
        const int peerCredentials = 17;
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(socketLevel, peerCredentials, credentials);
        return BitConverter.ToUInt32(credentials[4..]) == PosixCalls.EffectiveUserId();
    }
}

/// <summary>The host's response to a test process that requested a server.</summary>
internal sealed record HostAnswer(string? ConnectionString, Uri? ManagementUrl, string? Error);
