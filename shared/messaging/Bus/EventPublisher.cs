using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Publishes outbox rows in MassTransit's envelope, on a channel of its own. MassTransit waits for the confirm of each message before it
/// sends the next one on its channel, which costs a round trip to the broker's disk per event (3 ms measured); here one wait covers the
/// confirms of a whole batch.
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

    /// <summary>Returns once the broker has confirmed the event.</summary>
    /// <exception cref="InvalidOperationException">This release does not have the event type.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishException">No queue is bound, or a queue rejected it.</exception>
    internal async Task PublishAsync(ClaimedMessage message, Activity? activity, CancellationToken cancellationToken)
    {
        var type = EventTypes.Find(message.Type)
                   ?? throw new InvalidOperationException(
                       $"This release does not know the event {message.Type}. Deploy one that does, then send it again.");
        var exchange = ExchangeOf(type);
        await DeclareOnceAsync(exchange).WaitAsync(cancellationToken);
        var headers = new Dictionary<string, object?>
        {
            ["passinstance-organization"] = message.OrganizationId.ToString(),
            ["passinstance-aggregate-version"] = message.AggregateVersion,
        };
        if (activity?.Id is { } id)
            headers[ActivityHeader] = id;
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = message.Id.ToString(),
            Headers = headers,
        };
        // Mandatory: an event that reaches no queue comes back as an error instead of being dropped.
        await _channel!.BasicPublishAsync(exchange, "", mandatory: true, properties, Envelope(message, type, headers), cancellationToken);
    }

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

    private ReadOnlyMemory<byte> Envelope(ClaimedMessage message, Type type, Dictionary<string, object?> headers)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Body.Length + 512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("messageId", message.Id);
        json.WriteString("conversationId", message.Id);
        json.WriteStartArray("messageType");
        json.WriteStringValue(MessageUrn.ForTypeString(type));
        json.WriteEndArray();
        json.WritePropertyName("message");
        json.WriteRawValue(message.Body, skipInputValidation: true);
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
        return buffer.WrittenMemory;
    }

    private string ExchangeOf(Type type) => _exchanges.GetOrAdd(type, Topology.ExchangeOf);
}
