using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>The event at the end of a batch, with its counts.</summary>
internal sealed class BatchEventMapper(TimeProvider time) : IEventMapper<Batch, BatchDomainEvent>
{
    public IEnumerable<IEvent> Map(Batch aggregate, BatchDomainEvent domainEvent) => domainEvent switch
    {
        BatchDomainEvent.Ended => [Completed(aggregate)],
    };

    private BatchCompleted Completed(Batch batch) => new()
    {
        EventId = TypeId.NewGuid(time),
        OrganizationId = batch.OrganizationId,
        BatchId = batch.Id,
        Version = batch.Version,
        OccurredAt = batch.CompletedAt!.Value,
        Resource = JsonSerializer.SerializeToElement(BatchResponse.From(
            batch, batch.Counts, BatchResponse.RateOf(batch.Counts.Done, batch.StartedAt, batch.CompletedAt)), ApiJson.Options),
    };
}
