using System.Text;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>A dead letter: a message that needs an operator.</summary>
/// <param name="Place">The queue that holds it, or <c>outbox</c> for an event that could not be published.</param>
/// <param name="Id">The message's id.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Reason">Why it became a dead letter.</param>
public sealed record DeadLetter(string Place, string Id, string Type, string Reason);

/// <summary>
/// Lists and resends dead letters, in the queues that the service's broker user may read and in its outbox. Resending twice is harmless: a
/// message that has taken effect has its inbox row.
/// </summary>
internal sealed class DeadLetters(BrokerAddress broker, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, OutboxStore store)
{
    /// <summary>Maximum number of messages read from one queue per call; larger queues take several calls.</summary>
    private const int Limit = 1000;

    private const int Attempts = 20;

    internal Task<IReadOnlyList<DeadLetter>> ListAsync(CancellationToken cancellationToken) =>
        WhenQueuesAreUpAsync(() => ListOnceAsync(cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<DeadLetter>> ListOnceAsync(CancellationToken cancellationToken)
    {
        var found = new List<DeadLetter>();
        await using var connection = await broker.ConnectAsync("passinstance messages", cancellationToken);
        foreach (var place in roles.Keys.SelectMany(Topology.DeadLetterQueues))
        {
            if (await OpenAsync(connection, place, cancellationToken) is not { } channel)
                continue;
            await using (channel)
            {
                ulong last = 0;
                for (var i = 0; i < Limit && await GetAsync(channel, place, cancellationToken) is { } message; i++)
                {
                    found.Add(Describe(place, message));
                    last = message.DeliveryTag;
                }

                // Requeue now: if that were left to closing the channel, which the broker notices a little later, a resend right after this
                // would not find the message.
                if (last > 0)
                    await channel.BasicNackAsync(last, multiple: true, requeue: true, cancellationToken);
            }
        }

        found.AddRange(await store.ListDeadAsync(Limit, cancellationToken));
        return found;
    }

    /// <param name="id">One message, as <c>messages list</c> or a log line (<c>evt_...</c>) shows it; null for all.</param>
    /// <returns>The number of messages resent.</returns>
    internal async Task<int> ResendAsync(string? id, CancellationToken cancellationToken)
    {
        if (TypeId.TryParse(IdPrefixes.Event, id, out var eventId))
            id = eventId.ToString();
        var sent = 0;
        await WhenQueuesAreUpAsync(async () => sent += await ResendFromQueuesAsync(id, cancellationToken), cancellationToken);
        if (id is null || Guid.TryParse(id, out _))
            sent += await store.ResendAsync(id is null ? null : Guid.Parse(id), cancellationToken);
        return sent;
    }

    private async Task<int> ResendFromQueuesAsync(string? id, CancellationToken cancellationToken)
    {
        var sent = 0;
        await using var connection = await broker.ConnectAsync("passinstance messages", cancellationToken);
        foreach (var (queue, place) in roles.Keys.SelectMany(queue => Topology.DeadLetterQueues(queue).Select(place => (queue, place))))
        {
            if (await OpenAsync(connection, place, cancellationToken) is not { } channel)
                continue;
            await using (channel)
            {
                for (var i = 0; i < Limit && await GetAsync(channel, place, cancellationToken) is { } message; i++)
                {
                    if (id is not null && message.BasicProperties.MessageId != id)
                        continue;
                    // The queue confirms it before it leaves this one: a crash in between leaves it in both.
                    await channel.BasicPublishAsync(queue, "", mandatory: true, WithoutFault(message), message.Body, cancellationToken);
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
                    sent++;
                }
            }
        }

        return sent;
    }

    // RabbitMQ reports an internal error while a quorum queue is being created or elects a leader.
    private static async Task<T> WhenQueuesAreUpAsync<T>(Func<Task<T>> look, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await look();
            }
            catch (OperationInterruptedException exception) when (
                exception.ShutdownReason?.ReplyCode == Constants.InternalError && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }

    private static async Task<IChannel?> OpenAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            return channel;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // The queue does not exist: nothing was ever dead-lettered there.
            await channel.DisposeAsync();
            return null;
        }
    }

    // Null when the queue is empty, or another service's, which this one's user may not read.
    private static async Task<BasicGetResult?> GetAsync(IChannel channel, string place, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.BasicGetAsync(place, autoAck: false, cancellationToken);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            return null;
        }
    }

    private static DeadLetter Describe(string place, BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var reason = Text(headers, "MT-Fault-Message") is { } fault ? $"{Text(headers, "MT-Fault-ExceptionType")}: {fault}"
            : headers.ContainsKey("x-death") ? $"delivered {Topology.DeliveryLimit} times and never settled"
            : Text(headers, "MT-Reason") ?? "unknown";
        return new DeadLetter(
            place, message.BasicProperties.MessageId ?? "", Text(headers, "MT-Fault-MessageType") ?? message.Exchange, reason);
    }

    private static BasicProperties WithoutFault(BasicGetResult message) => new(message.BasicProperties)
    {
        Persistent = true,
        Headers = message.BasicProperties.Headers?.Where(
            header => !header.Key.StartsWith("MT-Fault", StringComparison.Ordinal) && !header.Key.StartsWith("x-", StringComparison.Ordinal)
            && header.Key != "MT-Reason").ToDictionary(header => header.Key, header => header.Value),
    };

    private static string? Text(IDictionary<string, object?> headers, string name) =>
        headers.TryGetValue(name, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ => value.ToString() }
            : null;
}
