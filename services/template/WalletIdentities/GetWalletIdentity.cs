using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

internal static class GetWalletIdentity
{
    internal static async Task<Results<Ok<WalletIdentityResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.FindIdentityAsync(id, caller, cancellationToken) is { DeletedAt: null } identity
            ? TypedResults.Ok(await db.DescribeAsync(identity, time, cancellationToken))
            : WalletIdentityLookup.NotFound(id);
}
