using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Batches;

/// <summary>The organization's batches with their counts, and the results of their items.</summary>
internal static class ExportBatches
{
    private const int PageSize = 500;

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PassesDbContext>();
        var batches = query.RowsAsync(
            db.Batches.Where(b => b.OrganizationId == query.OrganizationId && b.ReceivedAt != null), b => b.Id, IdPrefixes.Batch, PageSize,
            cancellationToken);
        await foreach (var batch in batches)
        {
            var counts = batch.CompletedAt is null ? await db.CountAsync(batch, cancellationToken) : batch.Counts;
            var response = BatchResponse.From(batch, counts);
            yield return new ExportItem(response.Id, response);
        }
    }

    /// <summary>The results, by the id of their batch and their index in it: <c>bat_.../17</c>.</summary>
    internal static async IAsyncEnumerable<ExportItem> ReadItemsAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<PassesDbContext>();
        var highest = query.Highest;
        // Indexes begin at 0.
        var (batch, index) = query.After is null ? (Guid.Empty, -1) : query.AfterPart(IdPrefixes.Batch);
        var items = ExportRoutes.PagesAsync(
            (Batch: batch, Index: index), PageSize,
            (after, limit) => db.BatchItems.AsNoTracking()
                .Where(i => i.OrganizationId == query.OrganizationId && i.BatchId <= highest
                    && EF.Functions.GreaterThan(ValueTuple.Create(i.BatchId, i.Index), ValueTuple.Create(after.Batch, after.Index)))
                .OrderBy(i => i.BatchId).ThenBy(i => i.Index).Take(limit).ToListAsync(cancellationToken),
            item => (item.BatchId, item.Index));
        await foreach (var item in items)
        {
            yield return new ExportItem(
                string.Create(CultureInfo.InvariantCulture, $"{TypeId.Format(IdPrefixes.Batch, item.BatchId)}/{item.Index}"),
                BatchItemResponse.From(item));
        }
    }
}
