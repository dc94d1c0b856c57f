using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.Templates;

/// <summary>
/// This service's replica of a certificate or service account that the template service owns, with the secret still sealed: signing goes on
/// while the template service is away. An event reports a newer version; the secret is then fetched, because no event carries one.
/// Development certificates never change and have no events: they are stored when the first pass of their pass type is created.
/// </summary>
internal sealed class WalletIdentityReplica
{
    internal const string Apple = "apple";
    internal const string Google = "google";

    /// <summary>The purpose that the secret is sealed for, here and in the response of the template service.</summary>
    internal const string Purpose = "wallet-identity";

    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary><see cref="Apple"/> or <see cref="Google"/>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>The pass type identifier, or the issuer id.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Created by the development authority; used outside production while no certificate is uploaded.</summary>
    public bool IsDevelopment { get; private init; }

    /// <summary>The developer team of the certificate; null for Google.</summary>
    public string? TeamIdentifier { get; private init; }

    /// <summary>The newest known version.</summary>
    public int Version { get; private init; }

    /// <summary>The version of the secret stored here; 0 before the first was fetched.</summary>
    public int HeldVersion { get; private init; }

    /// <summary>In PEM; null for Google.</summary>
    public string? Certificate { get; private init; }

    public string? Intermediates { get; private init; }

    /// <summary>Google's address of the service account, and which of its keys it is.</summary>
    public string? ClientEmail { get; private init; }

    public string? KeyId { get; private init; }

    /// <summary>Where the private key is, as the template service names it; null for one that is stored here, sealed.</summary>
    public string? KeyLocation { get; private init; }

    /// <summary>Google: whether the issuer is in demo mode.</summary>
    public bool IsDemo { get; private init; }

    /// <summary>Whether the sealed secret says where the private key is, and is none.</summary>
    public bool IsExternal => KeyLocation is not (null or "stored");

    /// <summary>The private key in PEM, sealed; null before the first was fetched, and after the deletion.</summary>
    public byte[]? SealedSecret { get; private init; }

    public DateTimeOffset? DeletedAt { get; private init; }

    /// <summary>When a newer version is to be fetched; null when there is none.</summary>
    public DateTimeOffset? FetchAt { get; private init; }

    /// <summary>
    /// Records that there is a version, to be fetched by <see cref="IdentityFetcher"/>, or that the identity was deleted. Nothing follows a
    /// deletion: a higher version means that it was undone by a restore of the template service's database.
    /// </summary>
    internal static Task RecordChangeAsync(
        PassesDbContext db, Guid organizationId, Guid id, string kind, string name, int version, DateTimeOffset? deletedAt,
        CancellationToken cancellationToken) =>
        deletedAt is null
            ? db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO wallet_identity_replicas (
                     organization_id, id, kind, name, is_development, is_demo, version, held_version, fetch_at)
                 VALUES ({organizationId}, {id}, {kind}, {name}, false, false, {version}, 0, clock_timestamp())
                 ON CONFLICT (organization_id, id) DO UPDATE
                 SET version = excluded.version, fetch_at = excluded.fetch_at, deleted_at = NULL
                 WHERE wallet_identity_replicas.version < excluded.version
                 """,
                cancellationToken)
            : db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO wallet_identity_replicas (
                     organization_id, id, kind, name, is_development, is_demo, version, held_version, deleted_at)
                 VALUES ({organizationId}, {id}, {kind}, {name}, false, false, {version}, {version}, {deletedAt})
                 ON CONFLICT (organization_id, id) DO UPDATE
                 SET version = excluded.version, held_version = excluded.held_version, deleted_at = excluded.deleted_at,
                     sealed_secret = NULL, fetch_at = NULL
                 WHERE wallet_identity_replicas.version < excluded.version
                 """,
                cancellationToken);

    /// <summary>Stores what was fetched, unless a newer version is stored.</summary>
    internal static Task UpsertAsync(
        PassesDbContext db, Guid organizationId, FetchedIdentity fetched, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO wallet_identity_replicas (
                 organization_id, id, kind, name, is_development, team_identifier, version, held_version,
                 certificate, intermediates, client_email, key_id, key_location, is_demo, sealed_secret)
             VALUES (
                 {organizationId}, {fetched.Id}, {fetched.Kind}, {fetched.Name}, {fetched.IsDevelopment}, {fetched.TeamIdentifier},
                 {fetched.Version}, {fetched.Version},
                 {fetched.Certificate}, {fetched.Intermediates}, {fetched.ClientEmail}, {fetched.KeyId}, {fetched.KeyLocation},
                 {fetched.IsDemo}, {fetched.SealedSecret})
             ON CONFLICT (organization_id, id) DO UPDATE
             SET version = greatest(wallet_identity_replicas.version, excluded.version), held_version = excluded.held_version,
                 team_identifier = excluded.team_identifier, certificate = excluded.certificate, intermediates = excluded.intermediates,
                 client_email = excluded.client_email, key_id = excluded.key_id, key_location = excluded.key_location,
                 is_demo = excluded.is_demo, sealed_secret = excluded.sealed_secret,
                 fetch_at = CASE WHEN wallet_identity_replicas.version > excluded.version THEN wallet_identity_replicas.fetch_at END
             WHERE wallet_identity_replicas.held_version < excluded.held_version AND wallet_identity_replicas.deleted_at IS NULL
             """,
            cancellationToken);
}

/// <summary>An identity as the template service returns it.</summary>
internal sealed record FetchedIdentity
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public required int Version { get; init; }
    public bool IsDevelopment { get; init; }
    public string? TeamIdentifier { get; init; }
    public string? Certificate { get; init; }
    public string? Intermediates { get; init; }
    public string? ClientEmail { get; init; }
    public string? KeyId { get; init; }
    public string? KeyLocation { get; init; }
    public bool IsDemo { get; init; }
    public required byte[] SealedSecret { get; init; }
}

internal static class WalletIdentityQueries
{
    /// <summary>
    /// Grows with every change of the organization's uploaded identities: what was prepared before the change is prepared again.
    /// </summary>
    internal static Task<int> GenerationAsync(
        this DbSet<WalletIdentityReplica> identities, Guid organizationId, CancellationToken cancellationToken) =>
        identities.Where(i => i.OrganizationId == organizationId && !i.IsDevelopment).SumAsync(i => i.HeldVersion, cancellationToken);
}
