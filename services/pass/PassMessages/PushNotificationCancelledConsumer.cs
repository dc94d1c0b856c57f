using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.PassMessages;

/// <summary>No more passes get the message.</summary>
internal sealed class PushNotificationCancelledConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<PassMessageBatch> signal, TimeProvider time) : IConsumer<PushNotificationCancelled>
{
    public async Task Consume(ConsumeContext<PushNotificationCancelled> context)
    {
        await PassMessageJob.CancelAsync(db, context.Message, time.GetUtcNow(), context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
