using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Concurrency;
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
        string id, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext work, CancellationToken cancellationToken)
    {
        var deleted = await DeleteAsync(id, ifMatch, caller.OrganizationId, work, cancellationToken);
        return deleted.Pass is not null ? TypedResults.NoContent() : deleted.Failure!;
    }

    internal static async Task<PassResult> DeleteAsync(string id, IfMatch ifMatch, Guid organizationId, PassCommandContext work, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
            return Problem.NotFound("pass", id);

        return await ConcurrentChange.TryAsync<PassResult>(work.Db, async () =>
        {
            if (await work.Db.Passes.SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId, cancellationToken) is not { } pass)
                return Problem.NotFound("pass", id);
            if (pass.DeletedAt is null && ifMatch.Check("pass", pass.Version) is { } changed)
                return changed;
            pass.Delete(await work.Templates.FindGoogleAsync(pass, cancellationToken), work.Time);
            await work.Db.SaveChangesAsync(cancellationToken);
            return pass;
        });
    }
}
