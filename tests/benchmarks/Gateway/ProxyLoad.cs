using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Passinstance.Benchmarks.Gateway;

/// <summary>What a slice of load saw.</summary>
internal sealed record Slice(long Requests, TimeSpan Elapsed, TimeSpan ProxyTime, IReadOnlyList<double> LatenciesInMs)
{
    public double Rate => Requests / Elapsed.TotalSeconds;
}

/// <summary>
/// Closed-loop load over kept connections, written on sockets: a client library would cost more than what is measured. Each answer must be
/// a 200 with the expected length; anything else ends the measurement.
/// </summary>
internal static class ProxyLoad
{
    public static async Task<Slice> RunAsync(ChildServer proxy, string headers, int connections, TimeSpan duration, CancellationToken stop)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET /api/v1/passes HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        TimeSpan before = proxy.ProcessorTime;
        var watch = Stopwatch.StartNew();
        List<double>[] latencies = await Task.WhenAll(Enumerable.Range(0, connections)
            .Select(_ => Task.Run(() => LoopAsync(proxy.Port, request, watch, duration, stop), stop)));
        TimeSpan elapsed = watch.Elapsed;
        return new Slice(latencies.Sum(list => (long)list.Count), elapsed, proxy.ProcessorTime - before,
            [.. latencies.SelectMany(list => list)]);
    }

    private static async Task<List<double>> LoopAsync(int port, byte[] request, Stopwatch watch, TimeSpan duration, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, stop);
        var latencies = new List<double>();
        byte[] buffer = new byte[8192];
        while (watch.Elapsed < duration)
        {
            long started = Stopwatch.GetTimestamp();
            await socket.SendAsync(request, stop);
            await ReadAnswerAsync(socket, buffer, stop);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken stop)
    {
        int filled = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(filled), stop);
            if (read == 0)
            {
                throw new InvalidOperationException("The proxy closed the connection.");
            }

            filled += read;
            int headersEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (headersEnd < 0)
            {
                continue;
            }

            if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, filled));
            }

            if (filled == headersEnd + 4 + TrivialServers.Body.Length)
            {
                return;
            }
        }
    }
}
