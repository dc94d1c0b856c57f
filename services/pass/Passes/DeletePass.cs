using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Removes a pass from the API. Devices that hold it are given a last, void version. Doing it again answers the same; a pass that never was
/// is 404. Its serial number stays taken: a device would take a new pass of that number for the old one.
/// </summary>
internal static class DeletePass
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
            return Problem.NotFound("pass", id);

        return await ConcurrentChange.TryAsync<Results<NoContent, Problem>>(db, async () =>
        {
            if (await db.Passes.SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId, cancellationToken) is not { } pass)
                return Problem.NotFound("pass", id);
            pass.Delete(time);
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.NoContent();
        });
    }
}
