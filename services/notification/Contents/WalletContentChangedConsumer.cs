using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Apple;
using Passinstance.Notifications.Google;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Contents;

/// <summary>
/// Notes that devices hold an older copy of a pass, and asks for them to be told. The message comes after the commit: they find the new one. Google gets
/// the new one itself.
/// </summary>
internal sealed class WalletContentChangedConsumer(NotificationsDbContext db, AfterCommit afterCommit, PushSignal signal, WorkSignal<GoogleWorker> google) : IConsumer<WalletContentChanged>
{
    public async Task Consume(ConsumeContext<WalletContentChanged> context)
    {
        var changed = context.Message;
        await PushRegistration.LockAsync(db, changed.PassId, context.CancellationToken);
        if (changed.AppleUnchanged != true)
        {
            await PassContentVersion.KeepAsync(db, changed, context.CancellationToken);
            if (await ApplePush.AskAsync(db, changed.OrganizationId, changed.PassId, context.CancellationToken))
                afterCommit.Do(signal.Set);
        }

        if (changed.Google is { } content)
        {
            await GoogleClass.KeepAsync(db, changed.OrganizationId, content, context.CancellationToken);
            await GoogleObject.KeepAsync(db, changed.OrganizationId, changed.PassId, changed.Version, content, context.CancellationToken);
            afterCommit.Do(google.Set);
        }
    }
}
