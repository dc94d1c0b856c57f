using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// Writes down an event and one delivery for each receiver that wants it, and nothing else: sending is the workers' business, so a slow
/// receiver never holds a message of the bus.
/// </summary>
internal sealed class PublicEventConsumer<TEvent>(WebhooksDbContext db, AfterCommit afterCommit, DeliverySignal signal) : IConsumer<TEvent>
    where TEvent : class, IPublicEvent
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        var recorded = RecordedEvent.From(context.Message);
        var receivers = await db.Receivers.AsNoTracking()
            .Where(r => r.OrganizationId == recorded.OrganizationId && r.EventTypes.Contains(recorded.Type))
            .Select(r => r.Id)
            .ToListAsync(context.CancellationToken);
        db.Events.Add(recorded);
        db.Deliveries.AddRange(receivers.Select(receiver => Delivery.Of(recorded, receiver)));
        await db.SaveChangesAsync(context.CancellationToken);
        if (receivers.Count > 0)
            afterCommit.Do(signal.Set);
    }
}
