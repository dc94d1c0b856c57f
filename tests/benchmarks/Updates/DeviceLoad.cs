using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Passinstance.Benchmarks.Updates;

/// <summary>
/// Requests of devices over kept connections, written on sockets: a client library would cost more than what is measured.
/// </summary>
internal static class DeviceLoad
{
    /// <summary>
    /// Sends what <paramref name="request"/> makes, one after the other on each connection, for a while. Each answer must have the status.
    /// </summary>
    public static async Task<(double PerSecond, double MedianMs)> RunAsync(
        int port, Func<long, string> request, int status, int connections, TimeSpan duration, CancellationToken stop)
    {
        var (latencies, elapsed) = await SampleAsync(port, request, status, connections, duration, null, stop);
        return (latencies.Count / elapsed.TotalSeconds, Median(latencies));
    }

    /// <summary>
    /// The same, with every latency. With a rate it is an open loop: each request has its time, and its latency counts from there.
    /// </summary>
    public static async Task<(IReadOnlyList<double> LatenciesMs, TimeSpan Elapsed)> SampleAsync(
        int port, Func<long, string> request, int status, int connections, TimeSpan duration, double? rate, CancellationToken stop)
    {
        long number = 0;
        var watch = Stopwatch.StartNew();
        List<double>[] latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            () => LoopAsync(port, () => Interlocked.Increment(ref number), request, status, watch, duration, rate, stop), stop)));
        TimeSpan elapsed = watch.Elapsed;
        return ([.. latencies.SelectMany(list => list)], elapsed);
    }

    public static double Median(IEnumerable<double> values) => At(values, 0.5);

    public static double At(IEnumerable<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
    }

    private static async Task<List<double>> LoopAsync(int port, Func<long> next, Func<long, string> request, int status, Stopwatch watch,
        TimeSpan duration, double? rate, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, stop);
        var latencies = new List<double>();
        byte[] buffer = new byte[128 * 1024];
        while (watch.Elapsed < duration)
        {
            long number = next();
            byte[] bytes = Encoding.ASCII.GetBytes(request(number));
            TimeSpan due = rate is { } perSecond ? TimeSpan.FromSeconds(number / perSecond) : watch.Elapsed;
            if (due - watch.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, stop);
            await socket.SendAsync(bytes, stop);
            await ReadAnswerAsync(socket, buffer, status, stop);
            latencies.Add((watch.Elapsed - due).TotalMilliseconds);
        }

        return latencies;
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer, int status, CancellationToken stop)
    {
        int filled = 0;
        Func<int, bool>? isWhole = null;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(filled), stop);
            if (read == 0)
                throw new InvalidOperationException("The gateway closed the connection, or the answer is longer than expected.");
            filled += read;
            // The headers are read once, however long the body is.
            isWhole ??= ReadHeaders(buffer, filled, status);
        }
        while (isWhole is null || !isWhole(filled));
    }

    // Null until all headers are there; then decides by the length so far whether the body is.
    private static Func<int, bool>? ReadHeaders(byte[] buffer, int filled, int status)
    {
        int end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        string headers = Encoding.ASCII.GetString(buffer, 0, end);
        if (!headers.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal))
            throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, filled));
        int at = headers.IndexOf("content-length: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return headers.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase)
                ? length => buffer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8)
                : _ => true;
        }

        at += "content-length: ".Length;
        int lineEnd = headers.IndexOf('\r', at);
        int whole = end + 4 + int.Parse(lineEnd < 0 ? headers[at..] : headers[at..lineEnd],
            System.Globalization.CultureInfo.InvariantCulture);
        return length => length >= whole;
    }
}
