using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>
/// This service's own copy of a certificate or service account that the organisation uploaded, its secret still sealed: signing goes on while the
/// template service is away. An event says that there is a newer version; the secret is fetched and never travels in an event.
/// </summary>
internal sealed class WalletIdentityReplica
{
    internal const string Apple = "apple";
    internal const string Google = "google";

    /// <summary>What the template service seals the secret for.</summary>
    internal const string Purpose = "wallet-identity";

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary><see cref="Apple"/> or <see cref="Google"/>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>The pass type identifier, or the issuer id.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The newest version heard of.</summary>
    public int Version { get; private init; }

    /// <summary>The version that the secret here is of; 0 before the first was fetched.</summary>
    public int HeldVersion { get; private init; }

    /// <summary>In PEM; null for Google.</summary>
    public string? Certificate { get; private init; }

    public string? Intermediates { get; private init; }

    /// <summary>Google's address of the service account, and which of its keys it is.</summary>
    public string? ClientEmail { get; private init; }

    public string? KeyId { get; private init; }

    /// <summary>The private key in PEM, sealed; null before the first was fetched, and after the deletion.</summary>
    public byte[]? SealedSecret { get; private init; }

    public DateTimeOffset? DeletedAt { get; private init; }

    /// <summary>When a newer version is to be fetched; null when there is none.</summary>
    public DateTimeOffset? FetchAt { get; private init; }

    /// <summary>Notes that there is a version, to be fetched by a worker, or that the identity is gone.</summary>
    internal static Task NoteAsync(
        PassesDbContext db, Guid organizationId, Guid id, string kind, string name, int version, DateTimeOffset? deletedAt, CancellationToken cancellationToken) =>
        deletedAt is null
            ? db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO wallet_identity_replicas (organization_id, id, kind, name, version, held_version, fetch_at)
                 VALUES ({organizationId}, {id}, {kind}, {name}, {version}, 0, clock_timestamp())
                 ON CONFLICT (organization_id, id) DO UPDATE SET version = excluded.version, fetch_at = excluded.fetch_at
                 WHERE wallet_identity_replicas.version < excluded.version
                 """,
                cancellationToken)
            : db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO wallet_identity_replicas (organization_id, id, kind, name, version, held_version, deleted_at)
                 VALUES ({organizationId}, {id}, {kind}, {name}, {version}, {version}, {deletedAt})
                 ON CONFLICT (organization_id, id) DO UPDATE
                 SET version = excluded.version, held_version = excluded.held_version, deleted_at = excluded.deleted_at, sealed_secret = NULL, fetch_at = NULL
                 WHERE wallet_identity_replicas.version < excluded.version
                 """,
                cancellationToken);

    /// <summary>Keeps what was fetched, unless something newer is here.</summary>
    internal static Task KeepAsync(PassesDbContext db, Guid organizationId, FetchedIdentity fetched, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO wallet_identity_replicas (organization_id, id, kind, name, version, held_version, certificate, intermediates, client_email, key_id, sealed_secret)
             VALUES ({organizationId}, {fetched.Id}, {fetched.Kind}, {fetched.Name}, {fetched.Version}, {fetched.Version},
                 {fetched.Certificate}, {fetched.Intermediates}, {fetched.ClientEmail}, {fetched.KeyId}, {fetched.SealedSecret})
             ON CONFLICT (organization_id, id) DO UPDATE
             SET version = greatest(wallet_identity_replicas.version, excluded.version), held_version = excluded.held_version, certificate = excluded.certificate,
                 intermediates = excluded.intermediates, client_email = excluded.client_email, key_id = excluded.key_id, sealed_secret = excluded.sealed_secret,
                 fetch_at = CASE WHEN wallet_identity_replicas.version > excluded.version THEN wallet_identity_replicas.fetch_at END
             WHERE wallet_identity_replicas.held_version < excluded.held_version AND wallet_identity_replicas.deleted_at IS NULL
             """,
            cancellationToken);
}

/// <summary>An identity as the template service gives it to this one.</summary>
internal sealed record FetchedIdentity
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public required int Version { get; init; }
    public string? Certificate { get; init; }
    public string? Intermediates { get; init; }
    public string? ClientEmail { get; init; }
    public string? KeyId { get; init; }
    public required byte[] SealedSecret { get; init; }
}

internal static class WalletIdentityQueries
{
    /// <summary>Grows with every change of the organisation's identities: what was prepared with another is prepared anew.</summary>
    internal static Task<int> GenerationAsync(this DbSet<WalletIdentityReplica> identities, Guid organizationId, CancellationToken cancellationToken) =>
        identities.Where(i => i.OrganizationId == organizationId).SumAsync(i => i.HeldVersion, cancellationToken);
}
