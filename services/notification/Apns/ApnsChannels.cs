using System.Collections.Concurrent;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.Apns;

/// <summary>A pass type's way to Apple: its credential, looked up again now and then, and how much is under way.</summary>
internal sealed class ApnsChannel(Topic topic, ApnsChannels lanes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _finding = new(1, 1);
    private ApnsConnection? _connection;
    private long _foundAt;
    private int _underWay;

    internal Topic Topic => topic;

    /// <summary>How many more pushes it can use.</summary>
    internal int Free => Math.Max(0, ((Volatile.Read(ref _connection)?.Limit.Current ?? ConcurrencyLimiter.First) * 2) - Volatile.Read(ref _underWay));

    internal void Began() => Interlocked.Increment(ref _underWay);

    internal void Ended() => Interlocked.Decrement(ref _underWay);

    /// <summary>Null when there is no credential.</summary>
    internal async Task<ApnsConnection?> ConnectionAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } known && time.GetElapsedTime(Volatile.Read(ref _foundAt)) < Trusted)
            return known;
        await _finding.WaitAsync(cancellationToken);
        try
        {
            if (_connection is null || time.GetElapsedTime(_foundAt) >= Trusted)
            {
                _connection = await lanes.ConnectAsync(topic, cancellationToken);
                Volatile.Write(ref _foundAt, time.GetTimestamp());
            }

            return _connection;
        }
        finally
        {
            _finding.Release();
        }
    }

    /// <summary>The credential may be another now.</summary>
    internal void Forget() => _connection = null;

    public void Dispose() => _finding.Dispose();
}

/// <summary>All pass types that this process has pushed for, and the connections they share.</summary>
internal sealed class ApnsChannels(PushIdentities identities, ApnsOptions options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<Topic, ApnsChannel> _lanes = new();
    private readonly ConcurrentDictionary<string, ApnsConnection> _connections = new();

    internal IReadOnlyCollection<(Topic Topic, int Free)> Free => [.. _lanes.Values.Select(lane => (lane.Topic, lane.Free))];

    internal ApnsChannel Of(Topic topic) => _lanes.GetOrAdd(topic, static (topic, lanes) => new ApnsChannel(topic, lanes.Owner, lanes.Time), (Owner: this, Time: time));

    internal async Task<ApnsConnection?> ConnectAsync(Topic topic, CancellationToken cancellationToken)
    {
        if (await identities.FindAsync(topic, cancellationToken) is not { } credential)
            return null;
        var connection = _connections.GetOrAdd(credential.Fingerprint, _ => new ApnsConnection(credential, options, addresses, resolve, time));
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

        foreach (var lane in _lanes.Values)
            lane.Dispose();
    }
}
