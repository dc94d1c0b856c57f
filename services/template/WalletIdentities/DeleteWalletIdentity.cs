using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Deletes an identity and erases its private key; nothing is signed with it any more. A repeated deletion has the same response.
/// </summary>
internal static class DeleteWalletIdentity
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindIdentityAsync(id, caller, cancellationToken) is not { } identity)
            return WalletIdentityLookup.NotFound(id);
        identity.Delete(time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.NoContent() : WalletIdentityLookup.ChangedMeanwhile();
    }
}
