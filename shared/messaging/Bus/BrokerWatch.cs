using Microsoft.Extensions.Logging;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Detects a broker that came back with an empty disk. Events it had confirmed and that were not yet consumed are lost; the relay then
/// declares the topology again and republishes its recent events. Inboxes make the duplicates harmless.
/// </summary>
/// <remarks>
/// A durable exchange is the marker: it is declared only after the events are republished, so a crash in between only republishes them
/// again. A connection of its own shows when to check: whatever empties a broker closes it. The newest events are republished first,
/// because the lost ones are among them, and in small batches between new events, because there may be hours of them.
/// </remarks>
internal sealed partial class BrokerWatch(
    BrokerAddress address, string queue, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, OutboxStore store,
    ILogger<BrokerWatch> logger) : IAsyncDisposable
{
    private IConnection? _connection;
    private DateTimeOffset? _repeatsBefore;
    private int _repeated;

    /// <summary>Whether the connection to the broker is open.</summary>
    internal bool IsConnected => _connection is { IsOpen: true };

    /// <summary>The connection, after <see cref="EnsureAsync"/>; replaced when it closes.</summary>
    internal IConnection Connection => _connection ?? throw new InvalidOperationException("There is no connection to the broker yet.");

    /// <summary>Whether events of the history are still to be republished; see <see cref="RepeatSomeAsync"/>.</summary>
    internal bool IsRepeating => _repeatsBefore is not null;

    /// <summary>Returns once the broker is connected and has all queues.</summary>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsConnected)
            return;
        await DisposeAsync();
        var connection = await address.ConnectAsync($"passinstance {queue} watch", cancellationToken);
        try
        {
            if (!await Topology.HasExchangeAsync(connection, Marker, cancellationToken))
            {
                if (await Topology.DeclareAsync(connection, queue, roles, cancellationToken) is { Count: > 0 } missing)
                    throw new QueuesMissingException(missing);
                // Whatever is published after this time reaches a broker that has the queues.
                _repeatsBefore = await store.NowAsync(cancellationToken);
                _repeated = 0;
            }

            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Declares this service's queue, and those of others as far as its user may.</summary>
    internal async Task DeclareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await address.ConnectAsync($"passinstance {queue} migration", cancellationToken);
        await Topology.DeclareAsync(connection, queue, roles, cancellationToken);
    }

    /// <summary>Moves some events of the history back into the outbox; after the last one, declares the marker.</summary>
    internal async Task RepeatSomeAsync(int limit, CancellationToken cancellationToken)
    {
        var moved = await store.RepeatHistoryAsync(_repeatsBefore!.Value, limit, cancellationToken);
        _repeated += moved;
        if (moved > 0)
            return;
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(Marker, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        _repeatsBefore = null;
        if (_repeated > 0)
            LogRepeated(_repeated);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }

    private string Marker => Topology.KnownMarker(queue);

    [LoggerMessage(LogLevel.Warning, "The broker had no queues (new or empty disk): they were declared again and {Count} recently " +
        "published events were republished. Consumers ignore the duplicates.")]
    private partial void LogRepeated(int count);
}

/// <summary>Nothing can be published yet: other services have not declared their queues on this broker.</summary>
internal sealed class QueuesMissingException(IReadOnlyList<string> missing) : RabbitMQClientException(
    $"The broker does not have the queues of {string.Join(", ", missing)} yet. Start these services, or run their --migrate; events wait " +
    "in the outbox.");
