using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>What others hear of a batch: that it ended, and with which counts.</summary>
internal sealed class BatchEventMapper(TimeProvider time) : IAnnouncer<Batch>
{
    public IEnumerable<IEvent> Announce(Batch entity, Enum change)
    {
        yield return new BatchCompleted
        {
            EventId = TypeId.NewGuid(time),
            OrganizationId = entity.OrganizationId,
            BatchId = entity.Id,
            Version = entity.Version,
            OccurredAt = entity.CompletedAt!.Value,
            Resource = JsonSerializer.SerializeToElement(BatchResponse.From(entity, entity.Counts), ApiJson.Options),
        };
    }
}
