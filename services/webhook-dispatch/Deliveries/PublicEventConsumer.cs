using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Transactions;
using Passinstance.Security.Links;
using Passinstance.Security.Secrets;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>
/// Records an event and its deliveries and nothing else. The worker sends them, so a slow receiver never holds a message of the bus.
/// </summary>
internal sealed class PublicEventConsumer<TEvent>(
    DeliveryStore store, UnitOfWork unitOfWork, DeliverySignal signal, EventLinks links, SecretBox box) : IConsumer<TEvent>
    where TEvent : class, IPublicEvent
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        if (await store.RecordAsync(RecordedEvent.From(context.Message, links, box), context.CancellationToken) > 0)
            unitOfWork.OnCommitted(signal.Set);
    }
}
