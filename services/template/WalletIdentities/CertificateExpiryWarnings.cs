using Microsoft.EntityFrameworkCore;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Says that certificates are about to expire. The rows are locked while it is noted that it was said, in the transaction that holds the events:
/// replicas that look at the same moment say it once, and one that is killed says nothing.
/// </summary>
internal sealed class CertificateExpiryWarnings(TemplatesDbContext db)
{
    private const int BatchSize = 100;

    /// <returns>How many warnings were said.</returns>
    internal async Task<int> PublishDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var said = 0;
        for (var batch = BatchSize; batch == BatchSize;)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var due = await db.WalletIdentities.FromSql(
                $"""
                 SELECT * FROM wallet_identities
                 WHERE deleted_at IS NULL AND not_after > {now} AND not_after <= {now.AddDays(30)} AND (warned_days_left IS NULL OR warned_days_left >
                     CASE WHEN not_after <= {now.AddDays(1)} THEN 1 WHEN not_after <= {now.AddDays(7)} THEN 7 WHEN not_after <= {now.AddDays(14)} THEN 14 ELSE 30 END)
                 ORDER BY not_after, organization_id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
                 """)
                .ToListAsync(cancellationToken);
            foreach (var identity in due)
                identity.WarnOfExpiry(now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            db.ChangeTracker.Clear();
            batch = due.Count;
            said += batch;
        }

        return said;
    }
}

/// <summary>Looks every quarter of an hour, for the certificates of all organisations.</summary>
internal sealed partial class CertificateExpiryWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<CertificateExpiryWorker> logger) : BackgroundService
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
                    await scope.ServiceProvider.GetRequiredService<CertificateExpiryWarnings>().PublishDueAsync(time.GetUtcNow(), stoppingToken);
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

    [LoggerMessage(LogLevel.Warning, "Certificates could not be looked through for their expiry; trying again in a quarter of an hour.")]
    private partial void LogFailed(Exception exception);
}
