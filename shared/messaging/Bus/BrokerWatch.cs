using Microsoft.Extensions.Logging;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Notices a broker that came back with an empty disk. Events it had confirmed and nobody had taken are gone with it; the relay then declares
/// the topology again and publishes what it published lately once more. Inboxes make the repeats harmless.
/// </summary>
/// <remarks>
/// A durable exchange is the sign: it is declared only after the repeats are scheduled, so a crash in between only repeats them again. An own
/// connection tells when to look: whatever empties a broker ends it.
/// </remarks>
internal sealed partial class BrokerWatch(
    BrokerAddress address, string queue, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, OutboxStore store, ILogger<BrokerWatch> logger) : IAsyncDisposable
{
    private IConnection? _connection;

    /// <summary>
    /// Whether the broker was there a moment ago. Asked instead of MassTransit's own health, which for a bus that only publishes stays bad after
    /// an outage until the next publish.
    /// </summary>
    internal bool IsConnected => _connection is { IsOpen: true };

    /// <summary>Returns once the broker has all queues and every event that an emptied disk took is in the outbox again.</summary>
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
                var repeated = await store.RepeatHistoryAsync(cancellationToken);
                if (repeated > 0)
                    LogRepeated(repeated);
                await channel.ExchangeDeclareAsync(Marker, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            }

            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
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

    [LoggerMessage(LogLevel.Warning, "The broker did not know this service: its queues were declared and {Count} lately published events are published once more.")]
    private partial void LogRepeated(int count);
}
