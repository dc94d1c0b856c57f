using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.PassMessages;

/// <summary>Adds a job; the passes get the message in the background.</summary>
internal sealed class PushNotificationRequestedConsumer(
    PassMessageJobStore store, UnitOfWork unitOfWork, WorkSignal<PassMessageBatch> signal, TimeProvider time)
    : IConsumer<PushNotificationRequested>
{
    public async Task Consume(ConsumeContext<PushNotificationRequested> context)
    {
        await store.RequestAsync(context.Message, time.GetUtcNow(), context.CancellationToken);
        unitOfWork.OnCommitted(signal.Set);
    }
}
