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
        BatchItemStatus wanted = default;
        if (status is not null && !WireNames.TryParse(status, out wanted))
            return Problem.Invalid("?status", "unknown_status", "status must be pending, succeeded, failed or cancelled.");
        if (await db.FindBatchAsync(id, caller.OrganizationId, cancellationToken) is not { } batch)
            return BatchLookup.NotFound(id);

        var items = db.BatchItems.AsNoTracking().Where(i => i.OrganizationId == batch.OrganizationId && i.BatchId == batch.Id);
        if (status is not null)
            items = items.Where(i => i.Status == wanted);
        if (page.Before is { } last)
        {
            var index = IndexOf(last);
            items = items.Where(i => i.Index > index);
        }

        var rows = await items.OrderBy(i => i.Index).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, item => CursorOf(item.Index), BatchItemResponse.From));
    }

    // A cursor has 16 bytes; here the first four are an index.
    private static Guid CursorOf(int index) => new(index, 0, 0, new byte[8]);

    private static int IndexOf(Guid cursor) => BitConverter.ToInt32(cursor.ToByteArray());
}
