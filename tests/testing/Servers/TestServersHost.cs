using System.Net.Sockets;
using System.Text.Json;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Testing.Servers;

/// <summary>
/// The process that holds the shared servers. Each test process keeps a connection to it open for its life, so a killed one counts as gone
/// too; some seconds after the last has left, the servers stop, their data is removed and this process ends.
/// </summary>
internal sealed class TestServersHost : IAsyncDisposable
{
    private static readonly TimeSpan LingerAfterLastTest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(8);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Timer linger;
    private readonly ProcessLog postgresLog = new(Path.Combine(ServerFactory.Folder, "postgres.log"));
    private readonly ProcessLog rabbitMqLog = new(Path.Combine(ServerFactory.Folder, "rabbitmq.log"));
    private readonly Lazy<Task<PostgresServer>> postgres;
    private readonly Lazy<Task<RabbitMqServer>> rabbitMq;
    private int connections;

    private TestServersHost()
    {
        linger = new(_ => EndIfUnused());
        postgres = new(StartPostgresAsync);
        rabbitMq = new(StartRabbitMqAsync);
    }

    /// <summary>An abstract socket: there is no file to leave behind, and binding it is the lock that keeps a second host away.</summary>
    public static UnixDomainSocketEndPoint Address { get; } = new($"\0passinstance-tests:{LinuxCalls.EffectiveUserId()}:{Repository.Root}");

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
        await ServerFactory.RemoveLeftoversAsync().ConfigureAwait(false);
        await using var host = new TestServersHost();
        await host.ServeAsync(listener).ConfigureAwait(false);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            StopAsync(postgres, StopGrace),
            // Its data is thrown away, so there is nothing to wait for: with the management plugin an orderly stop takes 6 to 8 s.
            StopAsync(rabbitMq, TimeSpan.Zero)).ConfigureAwait(false);
        postgresLog.Dispose();
        rabbitMqLog.Dispose();
        await linger.DisposeAsync().ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task ServeAsync(Socket listener)
    {
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                ending.Cancel();
            });
        linger.Change(LingerAfterLastTest, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
                _ = ServeConnectionAsync(await listener.AcceptAsync(ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Nobody can join any more: a test process that comes now finds no listener and starts the next host, with folders of its own.
            listener.Close();
        }
    }

    private async Task ServeConnectionAsync(Socket socket)
    {
        lock (gate)
        {
            // It came while this process was ending: unanswered it asks again, and the next host serves it.
            if (ending.IsCancellationRequested)
            {
                socket.Dispose();
                return;
            }

            connections++;
        }

        try
        {
            using var connection = new NetworkStream(socket, ownsSocket: true);
            if (!PeerIsThisUser(socket))
                return;
            using var reader = new StreamReader(connection);
            var asked = await reader.ReadLineAsync().ConfigureAwait(false);
            var answer = await AnswerAsync(asked).ConfigureAwait(false);
            await connection.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer)).ConfigureAwait(false);
            await connection.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
            await reader.ReadLineAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The test process was killed.
        }
        finally
        {
            lock (gate)
            {
                connections--;
                linger.Change(LingerAfterLastTest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private async Task<HostAnswer> AnswerAsync(string? asked)
    {
        try
        {
            return asked switch
            {
                "postgres" => new((await postgres.Value.ConfigureAwait(false)).ConnectionString, null, null),
                "rabbitmq" => new((await rabbitMq.Value.ConfigureAwait(false)).Url, (await rabbitMq.Value.ConfigureAwait(false)).ManagementUrl, null),
                _ => new(null, null, $"'{asked}' is no server."),
            };
        }
        catch (Exception exception) when (exception is LocalSetupException or IOException or UnauthorizedAccessException)
        {
            return new(null, null, exception.Message);
        }
    }

    private void EndIfUnused()
    {
        lock (gate)
            if (connections == 0)
                ending.Cancel();
    }

    private async Task<PostgresServer> StartPostgresAsync()
    {
        var server = await ServerFactory.PostgresAsync("postgres", durable: false, postgresLog, postgresLog.Write, ending.Token).ConfigureAwait(false);
        await server.StartAsync(ending.Token).ConfigureAwait(false);
        return server;
    }

    private async Task<RabbitMqServer> StartRabbitMqAsync()
    {
        var server = await ServerFactory.RabbitMqAsync("rabbitmq", management: true, rabbitMqLog, rabbitMqLog.Write, ending.Token).ConfigureAwait(false);
        await server.StartAsync(ending.Token).ConfigureAwait(false);
        return server;
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> server, TimeSpan grace)
        where T : IPrivateServer
    {
        if (!server.IsValueCreated)
            return;
        try
        {
            var started = await server.Value.ConfigureAwait(false);
            await started.StopAsync(grace).ConfigureAwait(false);
            await ServerFactory.RemoveAsync(started.Folder).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LocalSetupException or OperationCanceledException)
        {
            // It never came up; whoever asked for it was told, and its children end with this process.
        }
    }

    private static bool PeerIsThisUser(Socket socket)
    {
        const int socketLevel = 1;
        const int peerCredentials = 17;
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(socketLevel, peerCredentials, credentials);
        return BitConverter.ToUInt32(credentials[4..]) == LinuxCalls.EffectiveUserId();
    }
}

/// <summary>What the host tells a test process that asked for a server.</summary>
internal sealed record HostAnswer(string? ConnectionString, Uri? ManagementUrl, string? Error);
