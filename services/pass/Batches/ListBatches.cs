using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>The batches of an organization, newest first, with their counts and without their items.</summary>
internal static class ListBatches
{
    internal static async Task<Results<Ok<Page<BatchResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var organizationId = caller.OrganizationId;
        var query = db.Batches.AsNoTracking().Where(b => b.OrganizationId == organizationId && b.ReceivedAt != null);
        var batches = await query.Newest(page, b => b.Id).ToListAsync(cancellationToken);
        // The counts of one that goes on are in its units; there are few.
        var counts = new Dictionary<Guid, BatchCounts>();
        foreach (var batch in batches.Where(batch => batch.CompletedAt is null))
            counts[batch.Id] = await db.CountAsync(batch, cancellationToken);
        return TypedResults.Ok(page.Cut(
            batches, batch => batch.Id, batch => BatchResponse.From(batch, counts.GetValueOrDefault(batch.Id, batch.Counts))));
    }
}
