using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

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
        // One statement: after an outage tens of thousands come at once, and what each costs decides how long that lasts.
        var wanted = await db.Database.ExecuteSqlAsync(
            $"""
             WITH recorded AS (
                 INSERT INTO events (organization_id, id, type, template_id, occurred_at, payload, trace_parent, is_test)
                 VALUES ({recorded.OrganizationId}, {recorded.Id}, {recorded.Type}, {recorded.TemplateId}, {recorded.OccurredAt}, {recorded.Payload}, {recorded.TraceParent}, false))
             INSERT INTO deliveries (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane)
             SELECT r.organization_id, r.id, {recorded.Id}, {recorded.Type}, 'pending', 'event', 0, 0, 0
             FROM webhook_endpoints r
             WHERE r.organization_id = {recorded.OrganizationId} AND r.disabled_at IS NULL AND r.deleted_at IS NULL
               AND r.event_types && {EventPattern.PatternsOf(recorded.Type)}
               AND (r.template_ids = ARRAY[]::uuid[] OR {recorded.TemplateId} = ANY (r.template_ids))
             """,
            context.CancellationToken);
        if (wanted > 0)
            afterCommit.Do(signal.Set);
    }
}
