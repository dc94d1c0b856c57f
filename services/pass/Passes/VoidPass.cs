using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Withdraws a pass. It stays readable and is shown as void on devices; doing it again changes nothing.</summary>
internal static class VoidPass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, PassPresenter presenter, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
            return Problem.NotFound("pass", id);

        return await ConcurrentChange.TryAsync<Results<Ok<PassResponse>, Problem>>(db, async () =>
        {
            if (await db.Passes.SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken) is not { } pass)
                return Problem.NotFound("pass", id);
            pass.Void(time);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(presenter.Show(pass));
        });
    }
}
