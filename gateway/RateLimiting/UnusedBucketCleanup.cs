using System.Data.Common;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Removes unused buckets from this gateway's memory and, less often, from the shared table.</summary>
internal sealed partial class UnusedBucketCleanup(
    RateLimiter limiter, LimitStore store, TimeProvider time, ILogger<UnusedBucketCleanup> logger) : BackgroundService
{
    private const int RoundsBetweenDeletes = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.WarmUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var round = 1L; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            limiter.DropUnused();
            if (round % RoundsBetweenDeletes != 0)
                continue;

            try
            {
                await store.DeleteUnusedAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                LogNotDeleted(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not delete unused rate limit buckets. The next cleanup tries again.")]
    private partial void LogNotDeleted(Exception exception);
}
