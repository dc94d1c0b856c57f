using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

internal static class GetPass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, PassPresenter presenter, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        return TypeId.TryParse(IdPrefixes.Pass, id, out var passId) &&
               await db.Passes.AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken) is { } pass
            ? TypedResults.Ok(presenter.Show(pass))
            : Problem.NotFound("pass", id);
    }
}
