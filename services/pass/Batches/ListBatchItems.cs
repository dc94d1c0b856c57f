using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>Every item of a batch and its result, in the order of the request.</summary>
internal static class ListBatchItems
{
    internal static async Task<Results<Ok<Page<BatchItemResponse>>, Problem>> HandleAsync(
        string id, int? limit, string? cursor, string? status, ClaimsPrincipal caller, PassesDbContext db,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        if (!TryReadStatus(status, out var wanted, out var unknown))
            return unknown!;
        if (await db.FindBatchAsync(id, caller.OrganizationId, cancellationToken) is not { } batch)
            return BatchLookup.NotFound(id);

        var after = page.Before is { } last ? IndexOf(last) : -1;
        var rows = wanted is BatchItemStatus.Succeeded or BatchItemStatus.Failed
            ? await ReadResultsAsync(db, batch, wanted, after, int.MaxValue, page.Limit + 1, cancellationToken)
            : await ReadUnitsAsync(db, batch, wanted, after, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.Cut(rows, item => CursorOf(item.Index), item => item));
    }

    internal static bool TryReadStatus(string? status, out BatchItemStatus? wanted, out Problem? problem)
    {
        wanted = WireNames.TryParse<BatchItemStatus>(status, out var known) ? known : null;
        problem = status is null || wanted is not null
            ? null
            : Problem.Invalid("?status", "unknown_status", "status must be pending, succeeded, failed or cancelled.");
        return problem is null;
    }

    private static async Task<List<BatchItemResponse>> ReadResultsAsync(
        PassesDbContext db, Batch batch, BatchItemStatus? wanted, int after, int before, int limit, CancellationToken cancellationToken)
    {
        var items = db.BatchItems.AsNoTracking().Where(
            i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id && i.Index > after && i.Index < before);
        if (wanted is not null)
            items = items.Where(i => i.Status == wanted);
        return (await items.OrderBy(i => i.Index).Take(limit).ToListAsync(cancellationToken)).ConvertAll(BatchItemResponse.From);
    }

    // Items without a result stand in their units, which follow each other as the items do.
    private static async Task<List<BatchItemResponse>> ReadUnitsAsync(
        PassesDbContext db, Batch batch, BatchItemStatus? wanted, int after, int limit, CancellationToken cancellationToken)
    {
        var units = db.BatchUnits.AsNoTracking().Where(
            u => u.OrganizationId == batch.OrganizationId && u.BatchId == batch.Id && u.FirstIndex + u.Count > after + 1);
        units = wanted switch
        {
            BatchItemStatus.Pending => units.Where(u => u.EndedAt == null),
            BatchItemStatus.Cancelled => units.Where(u => u.EndedAt != null && u.Items != null),
            _ => units,
        };
        var heads = await units.OrderBy(u => u.Number).Take(limit)
            .Select(u => new { u.Number, u.FirstIndex, u.Count, HasResults = u.Items == null, HasEnded = u.EndedAt != null })
            .ToListAsync(cancellationToken);
        var rows = new List<BatchItemResponse>();
        foreach (var unit in heads.TakeWhile(_ => rows.Count < limit))
        {
            if (unit.HasResults)
            {
                var start = Math.Max(after, unit.FirstIndex - 1);
                rows.AddRange(await ReadResultsAsync(
                    db, batch, null, start, unit.FirstIndex + unit.Count, limit - rows.Count, cancellationToken));
                continue;
            }

            var items = await db.BatchUnits
                .Where(u => u.OrganizationId == batch.OrganizationId && u.BatchId == batch.Id && u.Number == unit.Number)
                .Select(u => u.Items).SingleAsync(cancellationToken);
            var status = unit.HasEnded ? BatchItemStatus.Cancelled : BatchItemStatus.Pending;
            // Null when it got its results in between.
            rows.AddRange(BatchLine.ReadAll(items ?? "").Index()
                .Where(line => unit.FirstIndex + line.Index > after).Take(limit - rows.Count)
                .Select(line => line.Item.ToResponse(unit.FirstIndex + line.Index, status)));
        }

        return rows;
    }

    // A cursor has 16 bytes; here the first four are an index.
    private static Guid CursorOf(int index) => new(index, 0, 0, new byte[8]);

    private static int IndexOf(Guid cursor) => BitConverter.ToInt32(cursor.ToByteArray());
}
