using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.SigningIdentities;

/// <summary>An issuer with its service account's key opened.</summary>
internal sealed record OpenGoogleAccount(string IssuerId, GoogleServiceAccount Account);

/// <summary>Finds the organisation's Google Wallet issuer; of several the first one, so that objects keep their ids.</summary>
internal sealed class GoogleAccountStore(PassesDbContext db, SecretBox box)
{
    internal async Task<OpenGoogleAccount?> FindAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var identity = await db.WalletIdentities.AsNoTracking()
            .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityCopy.Google && i.DeletedAt == null && i.SealedSecret != null)
            .OrderBy(i => i.Id).FirstOrDefaultAsync(cancellationToken);
        if (identity is null)
            return null;
        var privateKey = Encoding.UTF8.GetString(box.Open(WalletIdentityCopy.Purpose, organizationId, identity.SealedSecret));
        return new OpenGoogleAccount(identity.Name, GoogleServiceAccount.FromPem(identity.ClientEmail!, privateKey, identity.KeyId));
    }
}
