using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Withdraws a pass. It stays readable and is shown as void on devices; doing it again changes nothing.</summary>
internal static class VoidPass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext work, PassPresenter presenter, CancellationToken cancellationToken)
    {
        var voided = await VoidAsync(id, ifMatch, caller.OrganizationId, work, cancellationToken);
        return voided.Pass is { } pass ? TypedResults.Ok(presenter.Show(pass)) : voided.Failure!;
    }

    internal static async Task<PassResult> VoidAsync(string id, IfMatch ifMatch, Guid organizationId, PassCommandContext work, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Pass, id, out var passId))
            return Problem.NotFound("pass", id);

        return await ConcurrentChange.TryAsync<PassResult>(work.Db, async () =>
        {
            if (await work.Db.Passes.SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken) is not { } pass)
                return Problem.NotFound("pass", id);
            // Void already: what was asked is so, whichever version the client had seen (RFC 9110, 13.1.1).
            if (pass.VoidedAt is null && ifMatch.Check("pass", pass.Version) is { } changed)
                return changed;
            pass.Void(await work.Templates.FindGoogleAsync(pass, cancellationToken), work.Time);
            await work.Db.SaveChangesAsync(cancellationToken);
            return pass;
        });
    }
}
