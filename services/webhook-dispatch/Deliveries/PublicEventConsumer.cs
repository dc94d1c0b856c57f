using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>
/// Records events and their deliveries and nothing else. The worker sends them, so a slow receiver never holds a message of the bus.
/// </summary>
internal sealed class PublicEventConsumer(
    DeliveryStore store, UnitOfWork unitOfWork, DeliverySignal signal, EventLinks links, SecretBox box) : IEventBatchConsumer
{
    public async Task ConsumeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        var recorded = new List<RecordedEvent>(events.Count);
        foreach (var received in events)
            recorded.Add(RecordedEvent.From((IPublicEvent)received.Event, received.TraceParent, links, box));
        if (await store.RecordAsync(recorded, cancellationToken) > 0)
            unitOfWork.OnCommitted(signal.Set);
    }
}
