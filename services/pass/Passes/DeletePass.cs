using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Removes a pass from the API. Devices that hold it receive a last, void version. Idempotent; a pass that never existed is 404. Its serial
/// number stays taken: a device would take a new pass of that number for the old one.
/// </summary>
internal static class DeletePass
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext context, CancellationToken cancellationToken)
    {
        var deleted = await DeleteAsync(id, ifMatch, caller.OrganizationId, context, cancellationToken);
        return deleted.Pass is not null ? TypedResults.NoContent() : deleted.Failure!;
    }

    internal static Task<PassResult> DeleteAsync(
        string id, IfMatch ifMatch, Guid organizationId, PassCommandContext context, CancellationToken cancellationToken) =>
        context.ChangeAsync(
            id, organizationId, includeDeleted: true,
            async pass => Change(pass, ifMatch, await context.Templates.FindGoogleAsync(pass, cancellationToken), context.Time),
            cancellationToken);

    /// <summary>Deletes a pass that is not saved yet; null, or why it stays as it is.</summary>
    internal static Problem? Change(Pass pass, IfMatch ifMatch, GooglePassContext? google, TimeProvider time)
    {
        if (pass.DeletedAt is not null)
            return null;
        if (ifMatch.Check("pass", pass.Version) is { } changed)
            return changed;
        pass.Delete(google, time);
        return null;
    }
}
