using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Gives a pass another link, after the present one reached somebody else. The present one stops working; devices that hold the pass keep
/// it and go on receiving its changes.
/// </summary>
internal static class RotatePassLink
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext context, PassPresenter presenter,
        CancellationToken cancellationToken)
    {
        var rotated = await context.ChangeAsync(id, caller.OrganizationId, includeDeleted: false, pass =>
        {
            if (ifMatch.Check("pass", pass.Version) is { } changed)
                return Task.FromResult<Problem?>(changed);
            pass.RotateLink(context.Time);
            return Task.FromResult<Problem?>(null);
        }, cancellationToken);
        return rotated.Pass is { } pass ? TypedResults.Ok(presenter.Show(pass)) : rotated.Failure!;
    }
}
