using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Templates;

/// <summary>A Google Wallet issuer with its service account's key opened.</summary>
internal sealed record OpenGoogleAccount(string IssuerId, GoogleServiceAccount Account, bool IsDemo);

/// <summary>Finds the organization's Google Wallet issuer; of several the first one, so that objects keep their ids.</summary>
internal sealed class GoogleAccountStore(PassesDbContext db, SecretBox box)
{
    internal async Task<OpenGoogleAccount?> FindAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var identity = await db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Google)
            .Where(i => i.DeletedAt == null && i.SealedSecret != null)
            .OrderBy(i => i.Id).FirstOrDefaultAsync(cancellationToken);
        if (identity is null)
            return null;
        var privateKey = Encoding.UTF8.GetString(box.Open(WalletIdentityReplica.Purpose, organizationId, identity.SealedSecret!));
        return new OpenGoogleAccount(
            identity.Name, GoogleServiceAccount.FromPem(identity.ClientEmail!, privateKey, identity.KeyId), identity.IsDemo);
    }
}
