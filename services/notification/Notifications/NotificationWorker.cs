using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>Begins notifications whose time has come, and ends those that have come to everyone. Replicas share the work by row locks.</summary>
internal sealed partial class NotificationWorker(IServiceScopeFactory scopes, WorkSignal<NotificationWorker> signal, TimeProvider time, ILogger<NotificationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (!await scope.ServiceProvider.GetRequiredService<NotificationStep>().TakeAsync(stoppingToken))
                    await signal.WaitAsync(PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogPaused(exception);
                await Task.Delay(PollInterval, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Push notifications are not begun and not ended at the moment; it goes on by itself.")]
    private partial void LogPaused(Exception exception);
}

/// <summary>What the worker does for one notification, in one transaction.</summary>
internal sealed class NotificationStep(NotificationsDbContext db, TimeProvider time)
{
    /// <summary>After this long a notification ends, whatever still waits: a device that was off or a certificate that is renewed later is no part of it.</summary>
    internal static readonly TimeSpan MaxLength = TimeSpan.FromHours(24);

    // One that lasts is looked at less often: thousands that wait for a certificate must not keep the worker from those that are new.
    private const int LooksInItsAge = 20;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var due = await db.PushNotifications.FromSql(
                $"SELECT * FROM push_notifications WHERE ended_at IS NULL AND available_at <= clock_timestamp() ORDER BY available_at LIMIT 1 FOR UPDATE SKIP LOCKED")
            .ToListAsync(cancellationToken);
        if (due is not [var notification])
            return false;

        if (notification.Status == PushNotificationStatus.Scheduled)
        {
            notification.Start(time);
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            await EndIfDoneAsync(notification, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task EndIfDoneAsync(PushNotification notification, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - notification.StartedAt!.Value;
        var isLate = age > MaxLength;
        if (isLate)
            await NotificationDelivery.GiveUpAsync(db, notification, cancellationToken);
        if (isLate || notification.Targeted is not null)
        {
            var counts = await DeliveryCounts.ReadAsync(db, notification, cancellationToken);
            if (isLate || (counts.Passes >= notification.Targeted && counts.Waiting == 0))
            {
                notification.End(counts.Of(notification), time);
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
        }

        var pause = TimeSpan.FromTicks(Math.Clamp(age.Ticks / LooksInItsAge, ShortestPause.Ticks, MaxPause.Ticks));
        await db.Database.ExecuteSqlAsync(
            $"UPDATE push_notifications SET available_at = clock_timestamp() + {pause} WHERE organization_id = {notification.OrganizationId} AND id = {notification.Id}", cancellationToken);
    }
}
