using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Which role consumes which events: one quorum queue per role. Every service declares its role, and the others as far as its broker user
/// may (<see cref="BrokerRights"/>), at <c>--migrate</c> and whenever the broker has lost its disk. It publishes nothing before all roles
/// are declared: a publisher on a broker with only some of the queues bound would silently lose events for the others. A role that
/// consumes more events in a newer release declares the additional bindings when it is deployed.
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
            typeof(PushTokenRejected), typeof(DeviceRegistrationReported),
            typeof(PushNotificationRequested), typeof(PushNotificationCancelled), typeof(GoogleObjectStored),
            typeof(PassEventsErased), typeof(PassDevicesErased)],
        ["webhook-dispatch"] = [
            .. PublicEvents.All.Select(known => known.Contract), typeof(PassErasureRequested), typeof(RetentionChanged)],
        ["notification"] = [
            typeof(WalletContentChanged), typeof(DeviceRegistered), typeof(DeviceUnregistered), typeof(PushNotificationTargeted),
            typeof(PassErasureRequested)],
    };

    /// <summary>The events that each service publishes.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Type>> Publishers { get; } = new Dictionary<string, IReadOnlyList<Type>>
    {
        ["template"] = [
            typeof(TemplateCreated), typeof(TemplateUpdated), typeof(TemplateDeleted), typeof(WalletIdentityChanged),
            typeof(CertificateExpiring)],
        ["pass"] = [
            typeof(PassCreated), typeof(PassUpdated), typeof(PassVoided), typeof(PassDeleted), typeof(PassInstalled),
            typeof(PassUninstalled), typeof(WalletContentChanged), typeof(BatchCompleted), typeof(DeviceRegistered),
            typeof(DeviceUnregistered), typeof(PushNotificationTargeted), typeof(PassErasureRequested),
            typeof(RetentionChanged)],
        ["webhook-dispatch"] = [typeof(WebhookEndpointDisabled), typeof(PassEventsErased)],
        ["notification"] = [
            typeof(PushTokenRejected), typeof(GoogleObjectStored), typeof(CertificateRejected), typeof(PushNotificationRequested),
            typeof(PushNotificationCancelled), typeof(PushNotificationCompleted), typeof(PassDevicesErased),
            typeof(DeviceRegistrationReported)],
    };

    /// <summary>
    /// The events that may share a message: those that come by the thousand. Every role that consumes them does it in batches.
    /// </summary>
    public static IReadOnlySet<Type> Grouped { get; } = new HashSet<Type>
    {
        typeof(PassCreated), typeof(PassUpdated), typeof(PassVoided), typeof(PassDeleted), typeof(PassInstalled), typeof(PassUninstalled),
        typeof(WalletContentChanged),
    };

    /// <summary>Queue arguments of a role's queue.</summary>
    public static IReadOnlyDictionary<string, object?> QueueArguments(string queue) => new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        // An exchange of the role's own: whoever may publish to the default exchange may publish to every queue.
        ["x-dead-letter-exchange"] = DeadQueue(queue),
        // The message leaves its queue only after the dead-letter queue has confirmed it; that needs reject-publish.
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>Dead-letter queue for messages that exceeded <see cref="DeliveryLimit"/>.</summary>
    public static string DeadQueue(string queue) => queue + "_dead";

    /// <summary>Dead-letter queues of a role: delivery limit exceeded, rejected by the consumer, and of an unknown type.</summary>
    public static IReadOnlyList<string> DeadLetterQueues(string queue) => [DeadQueue(queue), queue + "_error", queue + "_skipped"];

    /// <summary>An exchange that exists once a role is declared completely.</summary>
    public static string ReadyMarker(string queue) => $"passinstance.ready.{queue}";

    /// <summary>An exchange that exists once a service knows that the broker has all roles.</summary>
    public static string KnownMarker(string queue) => $"passinstance.known-to.{queue}";

    /// <summary>
    /// Declares exchanges, queues and bindings of <paramref name="roles"/>. Existing ones are left unchanged.
    /// </summary>
    /// <param name="connection">The service's connection.</param>
    /// <param name="own">The service's own role, which it must be allowed to declare.</param>
    /// <param name="roles">All roles.</param>
    /// <returns>Roles that this service may not declare and that their own service has not declared yet.</returns>
    internal static async Task<IReadOnlyList<string>> DeclareAsync(
        IConnection connection, string own, IReadOnlyDictionary<string, IReadOnlyList<Type>> roles, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var (queue, events) in roles)
        {
            // A channel for each role: the broker closes one on which something is refused.
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await DeclareRoleAsync(channel, queue, events, cancellationToken);
            }
            catch (OperationInterruptedException exception) when (
                queue != own && exception.ShutdownReason?.ReplyCode == Constants.AccessRefused)
            {
                if (!await HasExchangeAsync(connection, ReadyMarker(queue), cancellationToken))
                    missing.Add(queue);
            }
            finally
            {
                await channel.DisposeAsync();
            }
        }

        return missing;
    }

    /// <summary>Whether events of a type may share a message, by the name in the outbox.</summary>
    internal static bool IsGrouped(string type) => EventTypes.Find(type) is { } known && Grouped.Contains(known);

    /// <summary>Whether an exchange exists; no right is needed to ask.</summary>
    internal static async Task<bool> HasExchangeAsync(IConnection connection, string exchange, CancellationToken cancellationToken)
    {
        // A separate channel: the broker closes it with "no such exchange".
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken);
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

    private static async Task DeclareRoleAsync(
        IChannel channel, string queue, IReadOnlyList<Type> events, CancellationToken cancellationToken)
    {
        var dead = DeadQueue(queue);
        await channel.ExchangeDeclareAsync(dead, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = NoDeliveryLimit },
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync(dead, dead, "", cancellationToken: cancellationToken);
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

        await channel.ExchangeDeclareAsync(ReadyMarker(queue), ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
    }

    // urn:message:Passinstance.Contracts.V1:PassCreated names the exchange Passinstance.Contracts.V1:PassCreated.
    internal static string ExchangeOf(Type type) => MessageUrn.ForTypeString(type)["urn:message:".Length..];
}
