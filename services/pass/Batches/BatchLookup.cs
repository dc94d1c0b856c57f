using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Finds batches of one organization. One of another organization does not exist for it.</summary>
internal static class BatchLookup
{
    private const int Inline = 100;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    internal static Problem NotFound(string id) => Problem.NotFound("batch", id);

    extension(PassesDbContext db)
    {
        /// <summary>For reading.</summary>
        internal async Task<Batch?> FindBatchAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Batch, id, out var batchId)
                ? await db.Batches.AsNoTracking().SingleOrDefaultAsync(
                    b => b.OrganizationId == organizationId && b.Id == batchId && b.ReceivedAt != null, cancellationToken)
                : null;

        /// <summary>
        /// Locked until the transaction ends: only one transaction can end a batch. Units are locked before their batch.
        /// </summary>
        internal Task<Batch> LockBatchAsync(Guid organizationId, Guid batchId, CancellationToken cancellationToken) =>
            db.Batches.FromSql($"SELECT * FROM batches WHERE organization_id = {organizationId} AND id = {batchId} FOR UPDATE")
                .SingleAsync(cancellationToken);

        internal Task<bool> HasOpenUnitsAsync(Guid organizationId, Guid batchId, CancellationToken cancellationToken) =>
            db.BatchUnits.AnyAsync(
                u => u.OrganizationId == organizationId && u.BatchId == batchId && u.EndedAt == null, cancellationToken);

        /// <summary>The results so far.</summary>
        internal async Task<BatchCounts> CountAsync(Batch batch, CancellationToken cancellationToken)
        {
            var sums = await db.BatchUnits.Where(u => u.OrganizationId == batch.OrganizationId && u.BatchId == batch.Id).GroupBy(_ => 1)
                .Select(g => new
                {
                    Created = g.Sum(u => u.Created),
                    Updated = g.Sum(u => u.Updated),
                    Voided = g.Sum(u => u.Voided),
                    Deleted = g.Sum(u => u.Deleted),
                    Failed = g.Sum(u => u.Failed),
                    Notified = g.Sum(u => u.Notified),
                })
                .SingleAsync(cancellationToken);
            return new BatchCounts(sums.Created, sums.Updated, sums.Voided, sums.Deleted, sums.Failed, 0, sums.Notified);
        }

        /// <summary>Items a second over the last moments of a batch in progress; null before the first are done.</summary>
        internal async Task<double?> MeasureAsync(Batch batch, CancellationToken cancellationToken)
        {
            var measured = await db.Database.SqlQuery<Measured>(
                $"""
                 SELECT coalesce(sum(count), 0)::int AS "Items",
                     greatest(extract(epoch FROM clock_timestamp() - greatest(
                         {batch.StartedAt ?? batch.CreatedAt}, clock_timestamp() - {Window})), 0.001)::float8 AS "Seconds"
                 FROM batch_units WHERE organization_id = {batch.OrganizationId} AND batch_id = {batch.Id}
                     AND ended_at > statement_timestamp() - {Window}
                 """).SingleAsync(cancellationToken);
            return measured.Items == 0 ? null : measured.Items / measured.Seconds;
        }

        /// <summary>The batch with its counts, its rate and the first of its results.</summary>
        internal async Task<BatchResponse> ShowAsync(Batch batch, CancellationToken cancellationToken)
        {
            var isOpen = batch.CompletedAt is null;
            var counts = isOpen ? await db.CountAsync(batch, cancellationToken) : batch.Counts;
            var rate = isOpen
                ? await db.MeasureAsync(batch, cancellationToken)
                : BatchResponse.RateOf(counts.Done, batch.StartedAt, batch.CompletedAt);
            var items = db.BatchItems.AsNoTracking()
                .Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id).OrderBy(i => i.Index);
            var results = counts.Done == 0 ? [] : await items.Take(Inline).ToListAsync(cancellationToken);
            var errors = counts.Failed == 0
                ? []
                : await items.Where(i => i.Status == BatchItemStatus.Failed).Take(Inline).ToListAsync(cancellationToken);
            return BatchResponse.From(batch, counts, rate) with
            {
                Results = results.ConvertAll(BatchItemResponse.From),
                Errors = errors.ConvertAll(BatchItemResponse.From),
            };
        }
    }

    private sealed record Measured(int Items, double Seconds);
}
