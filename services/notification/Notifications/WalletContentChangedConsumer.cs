using MassTransit;
using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Notifications.Notifications;

/// <summary>
/// Enqueues pushes to the devices that hold an older version of a pass, and the new version itself for Google. The event comes after the
/// commit, so the devices find the new version.
/// </summary>
internal sealed class WalletContentChangedConsumer(
    RegistrationStore registrations, ContentVersionStore contents, PushQueueStore pushes, GoogleQueueStore google, UnitOfWork unitOfWork,
    WorkSignal<PushWorker> pushSignal, WorkSignal<GoogleWorker> googleSignal) : IConsumer<WalletContentChanged>
{
    public async Task Consume(ConsumeContext<WalletContentChanged> context)
    {
        var changed = context.Message;
        await registrations.LockAsync(changed.PassId, context.CancellationToken);
        if (changed.Google is { } content)
            await EnqueueForGoogleAsync(changed, content, context.CancellationToken);
        // Only Google Wallet shows it differently.
        if (changed.AppleUnchanged)
            return;
        await contents.UpsertAsync(changed, context.CancellationToken);
        if (changed.NotificationId is { } notification)
        {
            await pushes.EnqueueForNotificationAsync(changed.OrganizationId, changed.PassId, notification, context.CancellationToken);
            unitOfWork.OnCommitted(pushSignal.Set);
        }
        else if (await pushes.EnqueueAsync(changed.OrganizationId, changed.PassId, context.CancellationToken))
        {
            unitOfWork.OnCommitted(pushSignal.Set);
        }
    }

    private async Task EnqueueForGoogleAsync(WalletContentChanged changed, GoogleContent content, CancellationToken cancellationToken)
    {
        await google.UpsertClassAsync(changed.OrganizationId, content, cancellationToken);
        await google.UpsertObjectAsync(changed.OrganizationId, changed.PassId, changed.Version, content, cancellationToken);
        // A pass that no holder has saved is at Google only so that it can be saved.
        // A message of a batch's item belongs to no notification and is told from others by its event.
        if (changed.Message is { } message && content.IsSaved)
            await google.EnqueueMessageAsync(
                changed.OrganizationId, changed.NotificationId ?? changed.EventId, changed.PassId, message, cancellationToken);
        unitOfWork.OnCommitted(googleSignal.Set);
    }
}
