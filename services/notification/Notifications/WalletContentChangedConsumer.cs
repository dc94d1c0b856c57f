using Passinstance.Background;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
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
    WorkSignal<PushWorker> pushSignal, WorkSignal<GoogleWorker> googleSignal) : IEventBatchConsumer
{
    public async Task ConsumeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        var changes = events.Select(received => (WalletContentChanged)received.Event).ToList();
        await registrations.LockAsync(changes.ConvertAll(changed => changed.PassId), cancellationToken);
        foreach (var changed in changes)
        {
            if (changed.Google is { } content)
                await EnqueueForGoogleAsync(changed, content, cancellationToken);
        }

        // The others are shown differently by Google Wallet only.
        var seenByApple = changes.FindAll(changed => !changed.AppleUnchanged);
        if (seenByApple.Count == 0)
            return;
        await contents.UpsertAsync(seenByApple, cancellationToken);
        var notified = seenByApple.FindAll(changed => changed.NotificationId is not null);
        if (notified.Count > 0)
            await pushes.EnqueueForNotificationsAsync(notified, cancellationToken);
        var others = seenByApple.FindAll(changed => changed.NotificationId is null);
        var isAnyEnqueued = others.Count > 0 && await pushes.EnqueueAsync(others, cancellationToken);
        if (notified.Count > 0 || isAnyEnqueued)
            unitOfWork.OnCommitted(pushSignal.Set);
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
