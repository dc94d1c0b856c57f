using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>An identity for the service that signs; its private key stays sealed on the way.</summary>
internal sealed record SealedIdentity(
    Guid Id, string Kind, string Name, int Version, string? Certificate, string? Intermediates, string? ClientEmail, string? KeyId, byte[] SealedSecret);

/// <summary>For the platform's own services only: what the gateway forwards, with whatever scopes, is not answered.</summary>
internal static class GetSealedIdentity
{
    internal static async Task<Results<Ok<SealedIdentity>, Problem>> HandleAsync(Guid id, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var identity = await db.WalletIdentities.AsNoTracking().SingleOrDefaultAsync(i => i.OrganizationId == organizationId && i.Id == id && i.DeletedAt == null, cancellationToken);
        return identity is null ? WalletIdentityLookup.NotFound(TypeId.Format(IdPrefixes.WalletIdentity, id)) : TypedResults.Ok(Show(identity));
    }

    /// <param name="name">The pass type identifier, in hexadecimal: an identifier may hold what a path cannot.</param>
    /// <param name="caller">The service, for an organisation.</param>
    /// <param name="db">The database.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async Task<Results<Ok<SealedIdentity>, Problem>> OfPassTypeAsync(string name, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (name.Length % 2 != 0 || !name.All(char.IsAsciiHexDigit))
            return Problem.Malformed("Write the pass type identifier in hexadecimal.");
        var passTypeIdentifier = Encoding.UTF8.GetString(Convert.FromHexString(name));
        return await db.FindIdentityAsync(caller.OrganizationId, WalletIdentity.Apple, passTypeIdentifier, cancellationToken) is { } identity
            ? TypedResults.Ok(Show(identity))
            : WalletIdentityLookup.NotFound(passTypeIdentifier);
    }

    private static SealedIdentity Show(WalletIdentity identity) => new(
        identity.Id, identity.Kind, identity.Name, identity.Version, identity.Certificate, identity.Intermediates, identity.ClientEmail, identity.KeyId, identity.SealedSecret);
}
