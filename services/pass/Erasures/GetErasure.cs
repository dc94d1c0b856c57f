using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Erasures;

internal static class GetErasure
{
    internal static async Task<Results<Ok<ErasureResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var erasure = TypeId.TryParse(IdPrefixes.Erasure, id, out var erasureId)
            ? await db.Erasures.AsNoTracking()
                .SingleOrDefaultAsync(e => e.OrganizationId == organizationId && e.Id == erasureId, cancellationToken)
            : null;
        return erasure is null ? Problem.NotFound("erasure", id) : TypedResults.Ok(ErasureResponse.From(erasure));
    }
}
