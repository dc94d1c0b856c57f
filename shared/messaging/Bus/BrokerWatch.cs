using Microsoft.Extensions.Logging;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Notices a broker that came back with an empty disk. Events it had confirmed and nobody had taken are gone with it; the relay then
/// declares the topology again and publishes what it published lately once more. Inboxes make the repeats harmless.
/// </summary>
/// <remarks>
/// A durable exchange is the sign: it is declared only after the repeats are published, so a crash in between only repeats them again. An
/// own connection tells when to look: whatever empties a broker ends it. The newest are repeated first, because what nobody had taken is
/// among them, and in small portions between fresh events, because there may be hours of them.
/// </remarks>
internal sealed partial class BrokerWatch(
    BrokerAddress address, string queue, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, OutboxStore store,
    ILogger<BrokerWatch> logger) : IAsyncDisposable
{
    private IConnection? _connection;
    private DateTimeOffset? _repeatsBefore;
    private int _repeated;

    /// <summary>Whether the broker was there a moment ago.</summary>
    internal bool IsConnected => _connection is { IsOpen: true };

    /// <summary>The connection, after <see cref="EnsureAsync"/>; it is replaced when it ends.</summary>
    internal IConnection Connection => _connection ?? throw new InvalidOperationException("The broker is not connected yet.");

    /// <summary>Whether events of the history are still to be published once more; see <see cref="RepeatSomeAsync"/>.</summary>
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
            if (!await HasMarkerAsync(connection, cancellationToken))
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                await Topology.DeclareAsync(channel, roles, cancellationToken);
                // What is published from here on reaches a broker that has the queues.
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

    /// <summary>Puts some events of the history back into the outbox; after the last the broker is known again.</summary>
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

    private string Marker => $"passinstance.known-to.{queue}";

    private async Task<bool> HasMarkerAsync(IConnection connection, CancellationToken cancellationToken)
    {
        // A channel of its own: the broker closes it with its "no such exchange".
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(Marker, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
        finally
        {
            await channel.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The broker did not know this service: its queues were declared, and {Count} lately published " +
        "events were published once more.")]
    private partial void LogRepeated(int count);
}
