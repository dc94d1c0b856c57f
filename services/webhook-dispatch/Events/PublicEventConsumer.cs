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
            .Where(r => r.OrganizationId == recorded.OrganizationId && r.DisabledAt == null && r.DeletedAt == null)
            .Select(r => new { r.Id, r.EventTypes, r.TemplateIds })
            .ToListAsync(context.CancellationToken);
        var wanted = receivers
            .Where(r => EventPattern.AnyMatches(r.EventTypes, recorded.Type))
            .Where(r => r.TemplateIds.Length == 0 || (recorded.TemplateId is { } template && r.TemplateIds.Contains(template)))
            .Select(r => Delivery.Of(recorded, r.Id, DeliveryTrigger.Event))
            .ToList();
        db.Events.Add(recorded);
        db.Deliveries.AddRange(wanted);
        await db.SaveChangesAsync(context.CancellationToken);
        if (wanted.Count > 0)
            afterCommit.Do(signal.Set);
    }
}
