using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>Finds and saves identities, in the caller's organisation only.</summary>
internal static class WalletIdentityLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("wallet identity", id);

    extension(TemplatesDbContext db)
    {
        /// <summary>Also one that was deleted; another organisation's is null.</summary>
        internal async Task<WalletIdentity?> FindIdentityAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            var organizationId = caller.OrganizationId;
            return TypeId.TryParse(IdPrefixes.WalletIdentity, id, out var identityId)
                ? await db.WalletIdentities.SingleOrDefaultAsync(i => i.OrganizationId == organizationId && i.Id == identityId, cancellationToken)
                : null;
        }

        /// <summary>The identity that is in use for a pass type identifier or an issuer id.</summary>
        internal Task<WalletIdentity?> FindIdentityAsync(Guid organizationId, string kind, string name, CancellationToken cancellationToken) =>
            db.WalletIdentities.SingleOrDefaultAsync(i => i.OrganizationId == organizationId && i.Kind == kind && i.Name == name && i.DeletedAt == null, cancellationToken);

        internal WalletIdentity AddIdentity(WalletIdentity identity)
        {
            db.WalletIdentities.Add(identity);
            return identity;
        }

        /// <summary>201 for the first of its name, 200 for one that took another's place.</summary>
        internal async Task<Results<Created<WalletIdentityResponse>, Ok<WalletIdentityResponse>, Problem>> SaveIdentityAsync(
            WalletIdentity identity, bool isNew, CancellationToken cancellationToken)
        {
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException or { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } })
            {
                return Problem.Conflict("changed_meanwhile", "The identity was uploaded by another request at the same moment. Read it, and send yours again if it is newer.");
            }

            var response = WalletIdentityResponse.From(identity);
            return isNew ? TypedResults.Created($"/api/v1/wallet-identities/{response.Id}", response) : TypedResults.Ok(response);
        }
    }
}
