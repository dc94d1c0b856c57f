using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.PassMessages;

/// <summary>Leaves one row of work; the passes get the message in the background.</summary>
internal sealed class PushNotificationRequestedConsumer(PassesDbContext db, AfterCommit afterCommit, WorkSignal<PassMessageBatch> signal, TimeProvider time) : IConsumer<PushNotificationRequested>
{
    public async Task Consume(ConsumeContext<PushNotificationRequested> context)
    {
        await PassMessageJob.RequestAsync(db, context.Message, time.GetUtcNow(), context.CancellationToken);
        afterCommit.Do(signal.Set);
    }
}
