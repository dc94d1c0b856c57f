using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Outbox;
using RabbitMQ.Client.Exceptions;

namespace Passinstance.Messaging.Inbox;

/// <summary>
/// Puts events of a group into the queue that it came from, each as a message of its own: then each is retried, counted and dead-lettered
/// alone.
/// </summary>
internal sealed class GroupSplitter(BrokerWatch broker, TimeProvider time) : IAsyncDisposable
{
    private readonly EventPublisher _publisher = new(broker, time);
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Returns when the broker has confirmed all of them.</summary>
    /// <exception cref="RabbitMQClientException">The broker is away; the group is delivered again.</exception>
    internal async Task SplitAsync(string queue, IReadOnlyList<GroupedEvent> events, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!broker.IsConnected)
                throw new BrokerUnreachableException(new IOException("The connection to the broker is closed."));
            await _publisher.OpenAsync(cancellationToken);
            await Task.WhenAll(events.Select(grouped => _publisher.SendToQueueAsync(queue, Claimed(grouped), cancellationToken)));
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        _gate.Dispose();
    }

    private static ClaimedMessage Claimed(GroupedEvent grouped) => new(
        grouped.Id, grouped.Type, grouped.Body.GetRawText(), grouped.TraceParent, grouped.OrganizationId, Guid.Empty,
        grouped.AggregateVersion, Attempts: 0);
}
