using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Secrets;

namespace Passinstance.Persistence.Idempotency;

/// <summary>
/// A request that a client identified with an <c>Idempotency-Key</c>: first as a claim, then with its response. Another organization,
/// credential or route with the same key is another row.
/// </summary>
public sealed class IdempotencyKey
{
    /// <summary>The organization that sent the request.</summary>
    public Guid OrganizationId { get; private set; }
    /// <summary>The API key or OAuth client of the request: two credentials never see each other's responses.</summary>
    public string CredentialId { get; private set; } = "";

    /// <summary>Method and pattern of the route, for example <c>POST /api/v1/passes/</c>.</summary>
    public string Route { get; private set; } = "";
    /// <summary>The client's key.</summary>
    public string Key { get; private set; } = "";
    /// <summary>SHA-256 of method, address and body: the same key with another request is a client error.</summary>
    public byte[] RequestHash { get; private set; } = [];
    /// <summary>The request that holds or held the claim; only it may store the response.</summary>
    public Guid ClaimId { get; private set; }
    /// <summary>When the claim of a request that never finished expires, by the database's clock.</summary>
    public DateTimeOffset LockedUntil { get; private set; }
    /// <summary>When the key was first used; it is deleted a day later.</summary>
    public DateTimeOffset CreatedAt { get; private set; }
    /// <summary>The public id of what the response shows, by which an erasure finds it; null for other responses.</summary>
    public string? ResourceId { get; private set; }
    /// <summary>The response, sealed because it may contain a secret; null while the request is in progress.</summary>
    public byte[]? SealedResponse { get; private set; }
}

/// <summary>The table of idempotency keys, part of each service's own model and migrations.</summary>
public static class IdempotencyModel
{
    /// <summary>Adds the table; call it in <c>OnModelCreating</c>.</summary>
    public static void AddIdempotencyKeys(this ModelBuilder model)
    {
        model.Entity<IdempotencyKey>(key =>
        {
            key.ToTable("idempotency_keys");
            key.Property(k => k.SealedResponse).IsSealed(IdempotencyStore.Purpose);
            key.HasKey(k => new { k.OrganizationId, k.CredentialId, k.Route, k.Key });
            key.Property(k => k.Key).HasMaxLength(255);
            key.HasIndex(k => k.CreatedAt);
            key.HasIndex(k => new { k.OrganizationId, k.ResourceId }).HasFilter("resource_id IS NOT NULL");
        });
    }
}
