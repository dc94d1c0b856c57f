using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>Voids a pass. It stays readable and devices show it as void. Idempotent.</summary>
internal static class VoidPass
{
    internal static async Task<Results<Ok<PassResponse>, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, PassCommandContext context, PassPresenter presenter,
        CancellationToken cancellationToken)
    {
        var voided = await VoidAsync(id, ifMatch, caller.OrganizationId, context, cancellationToken);
        return voided.Pass is { } pass ? TypedResults.Ok(presenter.Show(pass)) : voided.Failure!;
    }

    internal static Task<PassResult> VoidAsync(
        string id, IfMatch ifMatch, Guid organizationId, PassCommandContext context, CancellationToken cancellationToken) =>
        context.ChangeAsync(
            id, organizationId, includeDeleted: false,
            async pass => Change(pass, ifMatch, await context.Templates.FindGoogleAsync(pass, cancellationToken), context.Time),
            cancellationToken);

    /// <summary>Voids a pass that is not saved yet; null, or why it stays as it is.</summary>
    internal static Problem? Change(Pass pass, IfMatch ifMatch, GooglePassContext? google, TimeProvider time)
    {
        // Already void: the request is fulfilled, whichever version the client has seen (RFC 9110, 13.1.1).
        if (pass.VoidedAt is not null)
            return null;
        if (ifMatch.Check("pass", pass.Version) is { } changed)
            return changed;
        pass.Void(google, time);
        return null;
    }
}
