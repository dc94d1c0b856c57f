using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

internal static class GetPass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, PassPresenter presenter, CancellationToken cancellationToken) =>
        await db.FindPassAsync(id, caller.OrganizationId, cancellationToken) is { } pass
            ? TypedResults.Ok(presenter.Show(pass))
            : PassLookup.NotFound(id);
}
