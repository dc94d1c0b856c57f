using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Transactions;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Publishes that certificates are about to expire. The rows stay locked until the warning and its event are committed together: replicas
/// that look at the same time publish it once, and one that is killed publishes nothing.
/// </summary>
internal sealed class CertificateExpiryWarnings(TemplatesDbContext db, UnitOfWork unitOfWork)
{
    private const int BatchSize = 100;

    /// <returns>How many warnings were published.</returns>
    internal async Task<int> PublishDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var published = 0;
        for (var batch = BatchSize; batch == BatchSize;)
        {
            await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
            // Due are certificates for which a more urgent warning than the last one applies now (WalletIdentity.WarningDays).
            var due = await db.WalletIdentities.FromSql(
                $"""
                 SELECT * FROM wallet_identities
                 WHERE deleted_at IS NULL AND not_after > {now} AND not_after <= {now.AddDays(30)}
                   AND (warned_days_left IS NULL OR warned_days_left >
                     CASE WHEN not_after <= {now.AddDays(1)} THEN 1 WHEN not_after <= {now.AddDays(7)} THEN 7
                          WHEN not_after <= {now.AddDays(14)} THEN 14 ELSE 30 END)
                 ORDER BY not_after, organization_id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
                 """)
                .ToListAsync(cancellationToken);
            foreach (var identity in due)
                identity.WarnOfExpiry(now);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            db.ChangeTracker.Clear();
            batch = due.Count;
            published += batch;
        }

        return published;
    }
}
