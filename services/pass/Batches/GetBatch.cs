using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Batches;

/// <summary>The progress of a batch.</summary>
internal static class GetBatch
{
    internal static async Task<Results<Ok<BatchResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken) =>
        await db.FindBatchAsync(id, caller.OrganizationId, cancellationToken) is { } batch
            ? TypedResults.Ok(await db.ShowAsync(batch, cancellationToken))
            : BatchLookup.NotFound(id);
}
