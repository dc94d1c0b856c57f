using System.Text;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>A message that waits for a person.</summary>
/// <param name="Place">The queue it lies in, or <c>outbox</c> for an event that could not be published.</param>
/// <param name="Id">The message's id.</param>
/// <param name="Type">What it says.</param>
/// <param name="Reason">Why it was set aside.</param>
public sealed record DeadLetter(string Place, string Id, string Type, string Reason);

/// <summary>
/// Shows every message that was set aside, in all roles' queues and in this service's outbox, and sends it again. Doing it twice is
/// harmless: what has taken effect finds its inbox row.
/// </summary>
internal sealed class DeadLetters(BrokerAddress broker, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, OutboxStore store)
{
    /// <summary>Messages looked at in one queue; a queue that holds more is worked off in several calls.</summary>
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
                for (var i = 0; i < Limit && await channel.BasicGetAsync(place, autoAck: false, cancellationToken) is { } message; i++)
                {
                    found.Add(Describe(place, message));
                    last = message.DeliveryTag;
                }

                // Back into the queue now: left to the end of the channel, which the broker notices a little later, a resend just after
                // this would not find it.
                if (last > 0)
                    await channel.BasicNackAsync(last, multiple: true, requeue: true, cancellationToken);
            }
        }

        found.AddRange(await store.ListDeadAsync(Limit, cancellationToken));
        return found;
    }

    /// <param name="id">One message; null for all.</param>
    /// <param name="cancellationToken">Ends the work between two messages.</param>
    /// <returns>Messages sent again.</returns>
    internal async Task<int> ResendAsync(string? id, CancellationToken cancellationToken)
    {
        var sent = 0;
        await WhenQueuesAreUpAsync(async () => sent += await ResendAsideAsync(id, cancellationToken), cancellationToken);
        if (id is null || Guid.TryParse(id, out _))
            sent += await store.ResendAsync(id is null ? null : Guid.Parse(id), cancellationToken);
        return sent;
    }

    private async Task<int> ResendAsideAsync(string? id, CancellationToken cancellationToken)
    {
        var sent = 0;
        await using var connection = await broker.ConnectAsync("passinstance messages", cancellationToken);
        foreach (var (queue, place) in roles.Keys.SelectMany(queue => Topology.DeadLetterQueues(queue).Select(place => (queue, place))))
        {
            if (await OpenAsync(connection, place, cancellationToken) is not { } channel)
                continue;
            await using (channel)
            {
                for (var i = 0; i < Limit && await channel.BasicGetAsync(place, autoAck: false, cancellationToken) is { } message; i++)
                {
                    if (id is not null && message.BasicProperties.MessageId != id)
                        continue;
                    // Confirmed in its queue before it leaves this one: a crash in between leaves it in both.
                    await channel.BasicPublishAsync("", queue, mandatory: true, WithoutFault(message), message.Body, cancellationToken);
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
                    sent++;
                }
            }
        }

        return sent;
    }

    // A quorum queue that is just being made, or whose leader is just being chosen, is an internal error to RabbitMQ.
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
            // Nothing was ever set aside there.
            await channel.DisposeAsync();
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
