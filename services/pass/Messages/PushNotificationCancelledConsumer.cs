using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Messages;

/// <summary>No more passes get the message.</summary>
internal sealed class PushNotificationCancelledConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<MessageChunk> signal, TimeProvider time) : IConsumer<PushNotificationCancelled>
{
    public async Task Consume(ConsumeContext<PushNotificationCancelled> context)
    {
        await MessageRun.CancelAsync(db, context.Message, time.GetUtcNow(), context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
