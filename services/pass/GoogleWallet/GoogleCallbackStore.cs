using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Templates;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>The SQL of Google's callbacks.</summary>
internal sealed class GoogleCallbackStore(PassesDbContext db)
{
    /// <summary>Whether the organization has this issuer, or had it: passes of a deleted issuer are still in wallets.</summary>
    internal Task<bool> IsIssuerAsync(Guid organizationId, string issuerId, CancellationToken cancellationToken) =>
        db.WalletIdentities.AnyAsync(
            i => i.OrganizationId == organizationId && i.Kind == WalletIdentityReplica.Google && i.Name == issuerId, cancellationToken);

    /// <summary>
    /// The pass of an object. Two passes may share an object id, after their template took another pass type: then it is the newer one's.
    /// </summary>
    internal Task<Guid?> FindPassIdAsync(Guid organizationId, string objectId, CancellationToken cancellationToken) =>
        db.Passes.Where(p => p.OrganizationId == organizationId && p.GoogleObjectId == objectId)
            .OrderByDescending(p => p.Id).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// The pass's callbacks that happened after this one, in their order, tracked. At the same time saves come first: a pass is deleted
    /// after it was saved. The pass is locked, so no callback comes in between.
    /// </summary>
    internal Task<List<GoogleCallbackNonce>> ReadLaterAsync(GoogleCallbackNonce nonce, CancellationToken cancellationToken) =>
        db.GoogleCallbackNonces
            .Where(n => n.OrganizationId == nonce.OrganizationId && n.PassId == nonce.PassId && n.Id != nonce.Id &&
                (n.ExpiresAt > nonce.ExpiresAt || (n.ExpiresAt == nonce.ExpiresAt && nonce.IsSaved && !n.IsSaved)))
            .OrderBy(n => n.ExpiresAt).ThenByDescending(n => n.IsSaved).ThenBy(n => n.Id).ToListAsync(cancellationToken);

    /// <summary>False for a repeat.</summary>
    internal async Task<bool> AddAsync(GoogleCallbackNonce nonce, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_callback_nonces (organization_id, id, expires_at, pass_id, is_saved, holders_before)
             VALUES ({nonce.OrganizationId}, {nonce.Id}, {nonce.ExpiresAt}, {nonce.PassId}, {nonce.IsSaved}, {nonce.HoldersBefore})
             ON CONFLICT DO NOTHING
             """,
            cancellationToken) == 1;

    /// <summary>Records that Google has a pass's object. The pass itself does not change.</summary>
    internal Task MarkStoredAsync(GoogleObjectStored stored, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE passes SET google_stored_at = {stored.OccurredAt}
             WHERE organization_id = {stored.OrganizationId} AND id = {stored.PassId} AND google_object_id = {stored.ObjectId}
                 AND google_stored_at IS NULL
             """,
            cancellationToken);
}
