using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.Apns;

/// <summary>Sends the pushes of one pass type: its credential, looked up again at intervals, and how many pushes are in progress.</summary>
internal sealed class ApnsChannel(Topic topic, ApnsChannels channels, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookupInterval = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _lookup = new(1, 1);
    private ApnsConnection? _connection;
    private long _lookedUpAt;
    private int _inProgress;

    internal Topic Topic => topic;

    /// <summary>What the pass type's rejected tokens show.</summary>
    internal TokenRejections Rejections { get; } = new();

    /// <summary>How many more pushes to claim.</summary>
    internal int Free
    {
        get
        {
            var limit = Volatile.Read(ref _connection)?.Limiter.Current ?? ConcurrencyLimiter.Initial;
            return Math.Max(0, (limit * 2) - Volatile.Read(ref _inProgress));
        }
    }

    internal void Begin() => Interlocked.Increment(ref _inProgress);

    internal void End() => Interlocked.Decrement(ref _inProgress);

    /// <summary>The connection of the pass type's credential; null when it has none.</summary>
    internal async Task<ApnsConnection?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } known && time.GetElapsedTime(Volatile.Read(ref _lookedUpAt)) < LookupInterval)
            return known;
        await _lookup.WaitAsync(cancellationToken);
        try
        {
            if (_connection is null || time.GetElapsedTime(_lookedUpAt) >= LookupInterval)
            {
                _connection = await channels.ConnectAsync(topic, cancellationToken);
                Volatile.Write(ref _lookedUpAt, time.GetTimestamp());
            }

            return _connection;
        }
        finally
        {
            _lookup.Release();
        }
    }

    /// <summary>The credential may have changed: it is looked up at the next push.</summary>
    internal void Forget() => _connection = null;

    public void Dispose() => _lookup.Dispose();
}

/// <summary>The channels of all pass types that this process has pushed for, and the connections that they share by credential.</summary>
internal sealed class ApnsChannels(
    PushIdentities identities, IOptions<ApnsOptions> options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time)
        : IDisposable
{
    private readonly ConcurrentDictionary<Topic, ApnsChannel> _channels = new();
    private readonly ConcurrentDictionary<string, ApnsConnection> _connections = new();

    internal IReadOnlyCollection<(Topic Topic, int Free)> Free => [.. _channels.Values.Select(channel => (channel.Topic, channel.Free))];

    internal ApnsChannel Of(Topic topic) => _channels.GetOrAdd(
        topic, static (topic, own) => new ApnsChannel(topic, own.Channels, own.Time), (Channels: this, Time: time));

    internal async Task<ApnsConnection?> ConnectAsync(Topic topic, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(topic, cancellationToken) is not { } credential)
            return null;
        var connection = _connections.GetOrAdd(
            credential.Fingerprint, _ => new ApnsConnection(credential, options.Value, addresses, resolve, time));
        if (!ReferenceEquals(connection.Credential, credential))
            credential.Dispose();
        return connection;
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
            connection.Credential.Dispose();
        }

        foreach (var channel in _channels.Values)
            channel.Dispose();
    }
}
