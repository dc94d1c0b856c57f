using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Templates;

/// <summary>An issuer with its service account's key opened.</summary>
internal sealed record OpenGoogleAccount(string IssuerId, GoogleServiceAccount Account);

/// <summary>A service account, its key in PEM.</summary>
internal sealed record StoredGoogleAccount(string ClientEmail, string? KeyId, string PrivateKey);

/// <summary>Finds the organisation's Google Wallet issuer; of several the first one, so that objects keep their ids.</summary>
internal sealed class GoogleAccountStore(PassesDbContext db, SecretBox box)
{
    internal async Task<OpenGoogleAccount?> FindAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        if (await Stored(organizationId).FirstOrDefaultAsync(cancellationToken) is not { } identity)
            return null;
        var account = Open(identity);
        return new OpenGoogleAccount(identity.Name, GoogleServiceAccount.FromPem(account.ClientEmail, account.PrivateKey, account.KeyId));
    }

    /// <summary>The account of one issuer; null when none is stored.</summary>
    internal async Task<StoredGoogleAccount?> ReadAsync(Guid organizationId, string issuerId, CancellationToken cancellationToken) =>
        await Stored(organizationId).FirstOrDefaultAsync(i => i.Name == issuerId, cancellationToken) is { } identity ? Open(identity) : null;

    private IQueryable<WalletIdentityReplica> Stored(Guid organizationId) => db.WalletIdentities.AsNoTracking()
        .Where(i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Google && i.DeletedAt == null && i.SealedSecret != null)
        .OrderBy(i => i.Id);

    private StoredGoogleAccount Open(WalletIdentityReplica identity) => new(
        identity.ClientEmail!, identity.KeyId, Encoding.UTF8.GetString(box.Open(WalletIdentityReplica.Purpose, identity.OrganizationId, identity.SealedSecret)));
}
