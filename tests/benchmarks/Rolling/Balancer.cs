using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Passinstance.Benchmarks.Rolling;

/// <summary>
/// What a cluster's service is: an address whose new connections go to the replicas that are ready, in turn. A connection stays where it
/// is until one of its ends closes it.
/// </summary>
internal sealed class Balancer : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(200);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private IReadOnlyList<Uri> _ready = [];
    private Task _running = Task.CompletedTask;
    private int _turn;

    internal Balancer()
    {
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
    }

    internal string Url { get; }

    /// <summary>Begins to send connections to replicas.</summary>
    /// <param name="replicas">Their addresses.</param>
    /// <param name="isReadyAsync">Whether one is ready.</param>
    internal void Start(IReadOnlyList<string> replicas, Func<string, CancellationToken, Task<bool>> isReadyAsync)
    {
        var addresses = replicas.Select(url => new Uri(url)).ToList();
        _ready = addresses;
        _running = Task.WhenAll(ProbeAsync(addresses, isReadyAsync), AcceptAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task ProbeAsync(IReadOnlyList<Uri> addresses, Func<string, CancellationToken, Task<bool>> isReadyAsync)
    {
        while (!_stop.IsCancellationRequested)
        {
            var found = new List<Uri>();
            foreach (var address in addresses)
            {
                if (await isReadyAsync(address.AbsoluteUri.TrimEnd('/'), CancellationToken.None))
                    found.Add(address);
            }

            if (found.Count > 0)
                Volatile.Write(ref _ready, found);
            await Task.Delay(ProbeInterval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = ForwardAsync(client);
                _connections[connection] = true;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out var _), TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // It is closed.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var owned = client;
        var ready = Volatile.Read(ref _ready);
        var first = (uint)Interlocked.Increment(ref _turn);
        for (var i = 0; i < ready.Count; i++)
        {
            var target = ready[(int)((first + i) % ready.Count)];
            using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target.Port, _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                continue;
            }

            await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
            return;
        }
    }

    // The end of one direction is passed on; an error ends both.
    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _stop.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Close();
            to.Close();
        }
    }
}
