using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Passes.Erasures;

/// <summary>Another service has erased what it held; when all have, the erasure is complete.</summary>
internal sealed class ErasedElsewhereConsumer(ErasureStore store, TimeProvider time)
    : IConsumer<PassEventsErased>, IConsumer<PassDevicesErased>
{
    public Task Consume(ConsumeContext<PassEventsErased> context)
    {
        var message = context.Message;
        return RecordAsync(
            message.OrganizationId, message.ErasureId, Erasure.WebhookDispatch, message.Counts, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<PassDevicesErased> context)
    {
        var message = context.Message;
        return RecordAsync(message.OrganizationId, message.ErasureId, Erasure.Notification, message.Counts, context.CancellationToken);
    }

    private async Task RecordAsync(
        Guid organizationId, Guid id, string service, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        var erasure = await store.LockAsync(organizationId, id, cancellationToken);
        erasure?.RecordOther(service, counts, time.GetUtcNow());
    }
}
