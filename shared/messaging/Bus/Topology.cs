using MassTransit;
using Passinstance.Contracts.V1;
using RabbitMQ.Client;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Which role consumes which events: one quorum queue per role. Every service declares the whole topology, at <c>--migrate</c> and whenever
/// the broker has lost its disk: a publisher that connects to a broker with only some of the queues bound would silently lose events for
/// the others. A role that consumes more events in a newer release declares the additional bindings when it is deployed.
/// </summary>
public static class Topology
{
    /// <summary>
    /// Deliveries after which the broker dead-letters a message that was never settled, such as one that kills the process. It is a queue
    /// argument and not a policy: whatever creates the queue sets the limit, on 3.10, which has no default limit, as on 4.x.
    /// </summary>
    public const int DeliveryLimit = 10;

    // Reading a message in these queues and requeueing it counts as a delivery, and 4.x drops a message after 20 by default.
    private const int NoDeliveryLimit = 1_000_000;

    /// <summary>The queue of each role, and the events it consumes.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Type>> Roles { get; } = new Dictionary<string, IReadOnlyList<Type>>
    {
        ["pass"] = [typeof(TemplateCreated), typeof(TemplateUpdated), typeof(TemplateDeleted), typeof(WalletIdentityChanged),
            typeof(PushTokenRejected),
            typeof(PushNotificationRequested), typeof(PushNotificationCancelled), typeof(GoogleObjectStored)],
        ["webhook-dispatch"] = [.. PublicEvents.All.Select(known => known.Contract)],
        ["notification"] = [
            typeof(WalletContentChanged), typeof(DeviceRegistered), typeof(DeviceUnregistered), typeof(PushNotificationTargeted)],
    };

    /// <summary>Queue arguments of a role's queue.</summary>
    public static IReadOnlyDictionary<string, object?> QueueArguments(string queue) => new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = "",
        ["x-dead-letter-routing-key"] = DeadQueue(queue),
        // The message leaves its queue only after the dead-letter queue has confirmed it; that needs reject-publish.
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>Dead-letter queue for messages that exceeded <see cref="DeliveryLimit"/>.</summary>
    public static string DeadQueue(string queue) => queue + "_dead";

    /// <summary>Dead-letter queues of a role: delivery limit exceeded, rejected by the consumer, and of an unknown type.</summary>
    public static IReadOnlyList<string> DeadLetterQueues(string queue) => [DeadQueue(queue), queue + "_error", queue + "_skipped"];

    /// <summary>Declares exchanges, queues and bindings of <paramref name="roles"/>. Existing ones are left unchanged.</summary>
    internal static async Task DeclareAsync(
        IChannel channel, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, CancellationToken cancellationToken)
    {
        foreach (var (queue, events) in roles)
        {
            await channel.QueueDeclareAsync(DeadQueue(queue), durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = NoDeliveryLimit },
                cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?>(QueueArguments(queue)), cancellationToken: cancellationToken);
            // As MassTransit lays it out: one exchange per event, one per queue, bound in a chain.
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: cancellationToken);
            foreach (var eventType in events)
            {
                var exchange = ExchangeOf(eventType);
                await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
                await channel.ExchangeBindAsync(queue, exchange, "", cancellationToken: cancellationToken);
            }
        }
    }

    // urn:message:Passinstance.Contracts.V1:PassCreated names the exchange Passinstance.Contracts.V1:PassCreated.
    internal static string ExchangeOf(Type type) => MessageUrn.ForTypeString(type)["urn:message:".Length..];
}
