using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>
/// Notes that devices hold an older copy of a pass, and asks for them to be told. The message comes after the commit: they find the new one. Google gets
/// the new one itself.
/// </summary>
internal sealed class WalletContentChangedConsumer(NotificationsDbContext db, AfterCommit afterCommit, WorkSignal<PushWorker> signal, WorkSignal<GoogleWorker> google) : IConsumer<WalletContentChanged>
{
    public async Task Consume(ConsumeContext<WalletContentChanged> context)
    {
        var changed = context.Message;
        await PushRegistration.LockAsync(db, changed.PassId, context.CancellationToken);
        if (changed.Google is { } content)
            await BringToGoogleAsync(changed, content, context.CancellationToken);
        // Google Wallet alone shows it otherwise than before.
        if (changed.AppleUnchanged == true)
            return;
        await PassContentVersion.KeepAsync(db, changed, context.CancellationToken);
        if (changed.NotificationId is { } notification)
        {
            await ApplePush.AskForNotificationAsync(db, changed.OrganizationId, changed.PassId, notification, context.CancellationToken);
            afterCommit.Do(signal.Set);
        }
        else if (await ApplePush.EnqueueAsync(db, changed.OrganizationId, changed.PassId, context.CancellationToken))
        {
            afterCommit.Do(signal.Set);
        }
    }

    private async Task BringToGoogleAsync(WalletContentChanged changed, GoogleContent content, CancellationToken cancellationToken)
    {
        await GoogleClass.KeepAsync(db, changed.OrganizationId, content, cancellationToken);
        await GoogleObject.KeepAsync(db, changed.OrganizationId, changed.PassId, changed.Version, content, cancellationToken);
        // One that nobody has saved is with Google only to be saved.
        if (changed is { NotificationId: { } notification, Message: { } message } && content.IsSaved)
            await ObjectMessage.EnqueueAsync(db, changed.OrganizationId, notification, changed.PassId, message, cancellationToken);
        afterCommit.Do(google.Set);
    }
}
