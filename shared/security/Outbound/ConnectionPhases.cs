using System.Diagnostics;

namespace Passinstance.Security.Outbound;

/// <summary>
/// Durations of the phases of opening a connection, for a request that opened one. Attach it to a request with <see cref="Watch"/>; a
/// request on an existing connection has <see cref="HasConnected"/> false and no durations.
/// </summary>
public sealed class ConnectionPhases
{
    private static readonly HttpRequestOptionsKey<ConnectionPhases> Key = new("Passinstance.ConnectionPhases");
    private long _began;
    private long _resolved;
    private long _connected;
    private long _secured;

    /// <summary>Whether this request opened, or tried to open, a connection.</summary>
    public bool HasConnected => Volatile.Read(ref _began) != 0;

    /// <summary>The name lookup.</summary>
    public TimeSpan? Dns => Between(ref _began, ref _resolved);

    /// <summary>The TCP handshake.</summary>
    public TimeSpan? Connect => Between(ref _resolved, ref _connected);

    /// <summary>The TLS handshake; null on plain HTTP.</summary>
    public TimeSpan? Tls { get; private set; }

    /// <summary>Measures the connection that <paramref name="request"/> opens.</summary>
    public static ConnectionPhases Watch(HttpRequestMessage request)
    {
        var phases = new ConnectionPhases();
        request.Options.Set(Key, phases);
        return phases;
    }

    internal static ConnectionPhases? Of(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Key, out var phases) ? phases : null;

    internal void Began() => Volatile.Write(ref _began, Stopwatch.GetTimestamp());

    internal void Resolved() => Volatile.Write(ref _resolved, Stopwatch.GetTimestamp());

    internal void Connected() => Volatile.Write(ref _connected, Stopwatch.GetTimestamp());

    internal void SecureDone()
    {
        Volatile.Write(ref _secured, Stopwatch.GetTimestamp());
        Tls = Between(ref _connected, ref _secured);
    }

    private static TimeSpan? Between(ref long from, ref long to)
    {
        var (start, end) = (Volatile.Read(ref from), Volatile.Read(ref to));
        return start != 0 && end >= start ? Stopwatch.GetElapsedTime(start, end) : null;
    }
}
