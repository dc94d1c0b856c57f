using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.RateLimiting;

/// <summary>Removes unused buckets from this gateway's memory and, less often, from the shared table.</summary>
internal sealed partial class UnusedBucketCleanup(
    RateLimiter limiter, LimitStore store, TimeProvider time, ILogger<UnusedBucketCleanup> logger) : BackgroundService
{
    private const int RoundsBetweenDeletes = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private long _round;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.WarmUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Interval, time, RunOnceAsync, LogNotDeleted, stoppingToken);

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        limiter.DropUnused();
        if (++_round % RoundsBetweenDeletes == 0)
            await store.DeleteUnusedAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Could not delete unused rate limit buckets. The next cleanup tries again.")]
    private partial void LogNotDeleted(Exception exception);
}
