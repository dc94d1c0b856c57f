using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Finds the batch a request names, in the caller's organisation only, and shows how far it is.</summary>
internal static class BatchLookup
{
    private const int Inline = 100;

    internal static Problem NotFound(string id) => Problem.NotFound("batch", id);

    extension(PassesDbContext db)
    {
        internal async Task<Batch?> FindBatchAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Batch, id, out var batchId))
                return null;
            var organizationId = caller.OrganizationId;
            return await db.Batches.AsNoTracking().SingleOrDefaultAsync(b => b.OrganizationId == organizationId && b.Id == batchId, cancellationToken);
        }

        /// <summary>What the chunks have come to so far.</summary>
        internal async Task<BatchCounts> CountAsync(Batch batch, CancellationToken cancellationToken)
        {
            var sums = await db.BatchUnits.Where(c => c.OrganizationId == batch.OrganizationId && c.BatchId == batch.Id).GroupBy(_ => 1)
                .Select(g => new { Created = g.Sum(c => c.Created), Updated = g.Sum(c => c.Updated), Voided = g.Sum(c => c.Voided), Deleted = g.Sum(c => c.Deleted), Failed = g.Sum(c => c.Failed) })
                .SingleAsync(cancellationToken);
            return new BatchCounts(sums.Created, sums.Updated, sums.Voided, sums.Deleted, sums.Failed, 0);
        }

        /// <summary>The batch with its counts and the first of its results.</summary>
        internal async Task<BatchResponse> ShowAsync(Batch batch, CancellationToken cancellationToken)
        {
            var counts = batch.CompletedAt is null ? await db.CountAsync(batch, cancellationToken) : batch.Counts;
            var items = db.BatchItems.AsNoTracking().Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id).OrderBy(i => i.Index);
            var results = await items.Where(i => i.Status != BatchItemStatus.Pending).Take(Inline).ToListAsync(cancellationToken);
            var errors = counts.Failed == 0 ? [] : await items.Where(i => i.Status == BatchItemStatus.Failed).Take(Inline).ToListAsync(cancellationToken);
            return BatchResponse.From(batch, counts) with { Results = results.ConvertAll(BatchItemResponse.From), Errors = errors.ConvertAll(BatchItemResponse.From) };
        }
    }
}
