using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Erases the private key; nothing is signed with it any more. Doing it again answers the same.</summary>
internal static class DeleteWalletIdentity
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindIdentityAsync(id, caller, cancellationToken) is not { } identity)
            return WalletIdentityLookup.NotFound(id);
        identity.Delete(time);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("changed_meanwhile", "The identity was changed by another request at the same moment. Read it and send the deletion again.");
        }

        return TypedResults.NoContent();
    }
}
