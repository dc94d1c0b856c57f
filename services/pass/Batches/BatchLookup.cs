using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Finds batches of one organization. One of another organization does not exist for it.</summary>
internal static class BatchLookup
{
    private const int Inline = 100;

    internal static Problem NotFound(string id) => Problem.NotFound("batch", id);

    extension(PassesDbContext db)
    {
        /// <summary>For reading.</summary>
        internal async Task<Batch?> FindBatchAsync(string id, Guid organizationId, CancellationToken cancellationToken) =>
            TypeId.TryParse(IdPrefixes.Batch, id, out var batchId)
                ? await db.Batches.AsNoTracking().SingleOrDefaultAsync(
                    b => b.OrganizationId == organizationId && b.Id == batchId, cancellationToken)
                : null;

        /// <summary>
        /// Locked until the transaction ends: only one transaction can end a batch. Batches are locked before units, units before items.
        /// </summary>
        internal Task<Batch> LockBatchAsync(Guid organizationId, Guid batchId, CancellationToken cancellationToken) =>
            db.Batches.FromSql($"SELECT * FROM batches WHERE organization_id = {organizationId} AND id = {batchId} FOR UPDATE")
                .SingleAsync(cancellationToken);

        internal Task<bool> HasOpenUnitsAsync(Batch batch, CancellationToken cancellationToken) =>
            db.BatchUnits.AnyAsync(
                u => u.OrganizationId == batch.OrganizationId && u.BatchId == batch.Id && u.EndedAt == null, cancellationToken);

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
                })
                .SingleAsync(cancellationToken);
            return new BatchCounts(sums.Created, sums.Updated, sums.Voided, sums.Deleted, sums.Failed, 0);
        }

        /// <summary>The batch with its counts and the first of its results.</summary>
        internal async Task<BatchResponse> ShowAsync(Batch batch, CancellationToken cancellationToken)
        {
            var counts = batch.CompletedAt is null ? await db.CountAsync(batch, cancellationToken) : batch.Counts;
            var items = db.BatchItems.AsNoTracking()
                .Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id).OrderBy(i => i.Index);
            var results = await items.Where(i => i.Status != BatchItemStatus.Pending).Take(Inline).ToListAsync(cancellationToken);
            var errors = counts.Failed == 0
                ? []
                : await items.Where(i => i.Status == BatchItemStatus.Failed).Take(Inline).ToListAsync(cancellationToken);
            return BatchResponse.From(batch, counts) with
            {
                Results = results.ConvertAll(BatchItemResponse.From),
                Errors = errors.ConvertAll(BatchItemResponse.From),
            };
        }
    }
}
