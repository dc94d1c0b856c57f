using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.GoogleFederation;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Templates;

/// <summary>A Google Wallet issuer with its service account's key opened, or with what signs for it at Google.</summary>
internal sealed record OpenGoogleAccount(string IssuerId, GoogleServiceAccount Account, bool IsDemo);

/// <summary>Finds the organization's Google Wallet issuer; of several the first one, so that objects keep their ids.</summary>
internal sealed class GoogleAccountStore(PassesDbContext db, SecretBox box, FederationRegistry federation)
{
    internal async Task<OpenGoogleAccount?> FindAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var identity = await db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Google)
            .Where(i => i.DeletedAt == null && i.SealedSecret != null)
            .OrderBy(i => i.Id).FirstOrDefaultAsync(cancellationToken);
        if (identity is null)
            return null;
        var secret = box.Open(WalletIdentityReplica.Purpose, organizationId, identity.SealedSecret!);
        return new OpenGoogleAccount(identity.Name, Open(identity, secret), identity.IsDemo);
    }

    // In the place of a private key, the reference says how the account is acted for.
    private GoogleServiceAccount Open(WalletIdentityReplica identity, byte[] secret) => identity.IsExternal
        ? GoogleServiceAccount.FromExternalSigner(identity.ClientEmail!, federation.Open(
            identity.OrganizationId, identity.ClientEmail!, JsonSerializer.Deserialize<FederatedAccount>(secret)!))
        : GoogleServiceAccount.FromPem(identity.ClientEmail!, Encoding.UTF8.GetString(secret), identity.KeyId);
}
