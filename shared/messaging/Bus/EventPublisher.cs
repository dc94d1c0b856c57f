using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Publishes outbox rows in MassTransit's envelope, on a channel of its own. MassTransit waits for the confirm of each message before it
/// sends the next one on its channel, which costs a round trip to the broker's disk per event (3 ms measured); here one wait covers the
/// confirms of a whole batch, and where the deployment allows it events of one type share a message.
/// </summary>
/// <remarks>The body is the row's, byte for byte: what was committed is what is sent.</remarks>
internal sealed class EventPublisher(BrokerWatch broker, TimeProvider time) : IAsyncDisposable
{
    // The header in which MassTransit's consumers look for the trace.
    private const string ActivityHeader = "MT-Activity-Id";
    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null);
    private readonly ConcurrentDictionary<Type, string> _exchanges = new();
    private ConcurrentDictionary<string, Lazy<Task>> _declared = new();
    private IChannel? _channel;

    /// <summary>
    /// Returns once there is a channel. The exchange of an event is declared before its first message: publishing to a missing exchange
    /// would close the channel for all events.
    /// </summary>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true })
            return;
        await DisposeAsync();
        _declared = new();
        _channel = await broker.Connection.CreateChannelAsync(Confirmed, cancellationToken);
    }

    /// <summary>Returns once the broker has confirmed the events, which are of one type: one message, however many they are.</summary>
    /// <exception cref="InvalidOperationException">This release does not have the event type.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishException">No queue is bound, or a queue rejected it.</exception>
    internal async Task PublishAsync(IReadOnlyList<ClaimedMessage> events, CancellationToken cancellationToken)
    {
        var type = EventTypes.Find(events[0].Type)
                   ?? throw new InvalidOperationException(
                       $"This release does not know the event {events[0].Type}. Deploy one that does, then send it again.");
        var exchange = ExchangeOf(type);
        await DeclareOnceAsync(exchange).WaitAsync(cancellationToken);
        await SendAsync(exchange, events is [var alone] ? Message(alone, type) : Group(events), cancellationToken);
    }

    /// <summary>Returns once the broker has confirmed the event as a message of its own in this service's queue.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishException">The queue rejected it.</exception>
    internal Task SendToQueueAsync(string queue, ClaimedMessage message, CancellationToken cancellationToken) =>
        // The type's name is all that an envelope needs: what this release does not know becomes a dead letter of its own.
        SendAsync(queue, Message(message, MessageUrn.ForTypeString<IEvent>()[..^nameof(IEvent).Length] +
            message.Type[(message.Type.LastIndexOf('.') + 1)..]), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
            await _channel.DisposeAsync();
        _channel = null;
    }

    private Task DeclareOnceAsync(string exchange)
    {
        var channel = _channel!;
        return _declared.GetOrAdd(exchange, name => new Lazy<Task>(
            () => channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: CancellationToken.None))).Value;
    }

    // Mandatory: an event that reaches no queue comes back as an error instead of being dropped.
    private async Task SendAsync(string exchange, Outgoing message, CancellationToken cancellationToken) =>
        await _channel!.BasicPublishAsync(exchange, "", mandatory: true, message.Properties, message.Body, cancellationToken);

    private Outgoing Message(ClaimedMessage message, Type type) => Message(message, MessageUrn.ForTypeString(type));

    private Outgoing Message(ClaimedMessage message, string urn)
    {
        var headers = new Dictionary<string, object?>
        {
            ["passinstance-organization"] = message.OrganizationId.ToString(),
            ["passinstance-aggregate-version"] = message.AggregateVersion,
        };
        if (message.TraceParent is { } trace)
            headers[ActivityHeader] = trace;
        return Envelope(message.Id, urn, headers, message.Body.Length, json => json.WriteRawValue(message.Body, skipInputValidation: true));
    }

    // A trace per event, and none of the message: it belongs to many requests.
    private Outgoing Group(IReadOnlyList<ClaimedMessage> events) => Envelope(
        Guid.CreateVersion7(time.GetUtcNow()), MessageUrn.ForTypeString<EventGroup>(), [], events.Sum(message => message.Body.Length + 256),
        json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            foreach (var message in events)
            {
                json.WriteStartObject();
                json.WriteString("id", message.Id);
                json.WriteString("type", message.Type);
                json.WriteString("organizationId", message.OrganizationId);
                json.WriteNumber("aggregateVersion", message.AggregateVersion);
                if (message.TraceParent is { } trace)
                    json.WriteString("traceParent", trace);
                json.WritePropertyName("body");
                json.WriteRawValue(message.Body, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private Outgoing Envelope(
        Guid id, string urn, Dictionary<string, object?> headers, int length, Action<Utf8JsonWriter> writeMessage)
    {
        var buffer = new ArrayBufferWriter<byte>(length + 512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("messageId", id);
        json.WriteString("conversationId", id);
        json.WriteStartArray("messageType");
        json.WriteStringValue(urn);
        json.WriteEndArray();
        json.WritePropertyName("message");
        writeMessage(json);
        json.WriteString("sentTime", time.GetUtcNow().UtcDateTime);
        json.WriteStartObject("headers");
        foreach (var (name, value) in headers)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new Outgoing(
            new BasicProperties
            {
                ContentType = "application/vnd.masstransit+json",
                DeliveryMode = DeliveryModes.Persistent,
                MessageId = id.ToString(),
                Headers = headers,
            },
            buffer.WrittenMemory);
    }

    private string ExchangeOf(Type type) => _exchanges.GetOrAdd(type, Topology.ExchangeOf);

    private readonly record struct Outgoing(BasicProperties Properties, ReadOnlyMemory<byte> Body);
}
