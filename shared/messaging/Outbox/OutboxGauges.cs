using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Messaging.Outbox;

/// <summary>Measures the outbox periodically for the metrics; reading a gauge must not run a query.</summary>
internal sealed partial class OutboxGauges(
    OutboxStore store, MessagingMetrics metrics, TimeProvider time, ILogger<OutboxGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Interval, time, async cancellationToken => metrics.OutboxHolds(await store.MeasureAsync(cancellationToken)), LogFailed,
        stoppingToken);

    [LoggerMessage(LogLevel.Debug, "The outbox could not be measured.")]
    private partial void LogFailed(Exception exception);
}
