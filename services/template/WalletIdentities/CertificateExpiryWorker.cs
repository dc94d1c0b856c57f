namespace Passinstance.Templates.WalletIdentities;

/// <summary>Publishes due expiry warnings of all organizations every quarter of an hour.</summary>
internal sealed partial class CertificateExpiryWorker(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<CertificateExpiryWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    var warnings = scope.ServiceProvider.GetRequiredService<CertificateExpiryWarnings>();
                    await warnings.PublishDueAsync(time.GetUtcNow(), stoppingToken);
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
                {
                    LogFailed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expiry warnings for certificates could not be published. The next attempt is in 15 minutes.")]
    private partial void LogFailed(Exception exception);
}
