using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.PassMessages;

/// <summary>Cancels the job: no more passes get the message.</summary>
internal sealed class PushNotificationCancelledConsumer(
    PassMessageJobStore store, UnitOfWork unitOfWork, WorkSignal<PassMessageBatch> signal, TimeProvider time)
    : IConsumer<PushNotificationCancelled>
{
    public async Task Consume(ConsumeContext<PushNotificationCancelled> context)
    {
        await store.CancelAsync(context.Message, time.GetUtcNow(), context.CancellationToken);
        unitOfWork.OnCommitted(signal.Set);
    }
}
