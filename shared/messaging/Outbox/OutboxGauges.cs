using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Passinstance.Messaging.Outbox;

/// <summary>Measures the outbox periodically for the metrics; reading a gauge must not run a query.</summary>
internal sealed partial class OutboxGauges(
    OutboxStore store, MessagingMetrics metrics, TimeProvider time, ILogger<OutboxGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                metrics.OutboxHolds(await store.MeasureAsync(stoppingToken));
            }
            catch (NpgsqlException exception)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Debug, "The outbox could not be measured.")]
    private partial void LogFailed(Exception exception);
}
