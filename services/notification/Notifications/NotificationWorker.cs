using Microsoft.Extensions.Options;
using Passinstance.Background;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>Starts notifications when they are due and ends them when they are complete. Replicas share the work by row locks.</summary>
internal sealed class NotificationWorker(
    IServiceScopeFactory scopes, WorkSignal<NotificationWorker> signal, IOptions<NotificationOptions> options, TimeProvider time,
    ILogger<NotificationWorker> logger)
    : WorkLoop(signal, new WorkLoopOptions { PollInterval = options.Value.PollInterval }, time, logger)
{
    protected override async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NotificationStep>().RunAsync(cancellationToken);
    }
}

/// <summary>One step of one notification, in one transaction.</summary>
internal sealed class NotificationStep(
    NotificationsDbContext db, NotificationStore store, IOptions<NotificationOptions> options, TimeProvider time)
{
    // The older a notification is, the less often it is looked at: thousands that wait for a certificate must not delay new ones.
    private const int LooksInItsAge = 20;
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    /// <returns>Whether a notification was due.</returns>
    internal async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await store.LockDueAsync(cancellationToken) is not { } notification)
            return false;

        if (notification.Status == PushNotificationStatus.Scheduled)
        {
            notification.Start(time);
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            await EndIfCompleteAsync(notification, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task EndIfCompleteAsync(PushNotification notification, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - notification.StartedAt!.Value;
        var isOver = age > options.Value.MaxDuration;
        if (isOver)
            await store.RejectPendingAsync(notification, cancellationToken);
        if (isOver || notification.Targeted is not null)
        {
            var counts = await store.CountAsync(notification, cancellationToken);
            if (isOver || (counts.Passes >= notification.Targeted && counts.Waiting == 0))
            {
                notification.End(counts.Of(notification), time);
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
        }

        var delay = TimeSpan.FromTicks(Math.Clamp(age.Ticks / LooksInItsAge, MinDelay.Ticks, MaxDelay.Ticks));
        await store.PostponeAsync(notification, delay, cancellationToken);
    }
}
