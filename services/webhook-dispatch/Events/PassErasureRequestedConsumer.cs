using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Erasure;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

/// <summary>
/// Erases the events about passes with their deliveries and attempts: payloads hold what the passes said, and responses may repeat it. What
/// remains is that they were deleted, which webhooks are still to receive.
/// </summary>
internal sealed class PassErasureRequestedConsumer(WebhooksDbContext db, TimeProvider time) : IConsumer<PassErasureRequested>
{
    // Also the messages to no one but them.
    private const string IsErased = """
        e.organization_id = $1 AND ((e.pass_id = ANY($2) AND (e.occurred_at < $3 OR e.type <> 'pass.deleted')) OR (
            e.type = 'notification.completed' AND NOT e.is_test
            AND json_typeof(convert_from(e.payload, 'UTF8')::json -> 'data' -> 'target' -> 'passIds') = 'array'
            AND NOT EXISTS (
                SELECT FROM json_array_elements_text(convert_from(e.payload, 'UTF8')::json -> 'data' -> 'target' -> 'passIds') t
                WHERE t <> ALL($4))))
        """;

    // Deliveries first: the outcome of an attempt in progress then finds none to write to, and one that was written before is seen.
    private static readonly (string Name, string Sql)[] Removals =
    [
        ("deliveries", OfEvents("deliveries")),
        ("attempts", OfEvents("attempts")),
        ("events", $"DELETE FROM events e WHERE {IsErased}"),
    ];

    // By the endpoint and the event, which is how both tables are found.
    private static string OfEvents(string table) => $"""
        DELETE FROM {table} d USING webhook_endpoints w, events e
        WHERE {IsErased} AND w.organization_id = $1 AND d.organization_id = $1 AND d.endpoint_id = w.id AND d.event_id = e.id
        """;

    public async Task Consume(ConsumeContext<PassErasureRequested> context)
    {
        var (request, cancellationToken) = (context.Message, context.CancellationToken);
        var counts = await db.EraseAsync(
            Removals, request.OrganizationId, request.PassIds, request.EmptyingSince, cancellationToken);
        db.Publish(
            new PassEventsErased
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = request.OrganizationId,
                ErasureId = request.ErasureId,
                Counts = counts,
                OccurredAt = time.GetUtcNow(),
            }, request.ErasureId);
    }
}
