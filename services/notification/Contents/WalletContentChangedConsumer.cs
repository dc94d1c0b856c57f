using MassTransit;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Apple;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Contents;

/// <summary>Notes that devices hold an older copy of a pass, and asks for them to be told. The message comes after the commit: they find the new one.</summary>
internal sealed class WalletContentChangedConsumer(NotificationsDbContext db, AfterCommit afterCommit, PushSignal signal) : IConsumer<WalletContentChanged>
{
    public async Task Consume(ConsumeContext<WalletContentChanged> context)
    {
        var changed = context.Message;
        // Google Wallet alone shows it otherwise than before.
        if (changed.AppleUnchanged == true)
            return;
        await PushRegistration.LockAsync(db, changed.PassId, context.CancellationToken);
        await PassContentVersion.KeepAsync(db, changed, context.CancellationToken);
        if (changed.NotificationId is { } notification)
        {
            await ApplePush.AskForNotificationAsync(db, changed.OrganizationId, changed.PassId, notification, context.CancellationToken);
            afterCommit.Do(signal.Set);
        }
        else if (await ApplePush.AskAsync(db, changed.OrganizationId, changed.PassId, context.CancellationToken))
        {
            afterCommit.Do(signal.Set);
        }
    }
}
