using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

/// <summary>After a restore of this database, has every certificate and service account fetched once more.</summary>
internal sealed class IdentityStep : IRestoreStep
{
    public string Name => "wallet-identities";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken) =>
        // Of all organizations: organization_id plays no part.
        RestoreProgress.End(await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE wallet_identity_replicas SET fetch_at = clock_timestamp() WHERE NOT is_development AND deleted_at IS NULL
             """,
            cancellationToken));
}
