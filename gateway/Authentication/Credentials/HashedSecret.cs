using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>One secret of an API key or OAuth client. During a rotation there are two.</summary>
internal sealed class HashedSecret(Guid id, byte[] hash, DateTimeOffset createdAt)
{
    public Guid Id { get; private init; } = id;

    /// <summary>HMAC-SHA256 with the deployment's pepper: a copy of the database alone does not allow calls to the API.</summary>
    public byte[] Hash { get; private init; } = hash;

    public DateTimeOffset CreatedAt { get; private init; } = createdAt;
    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;

    /// <summary>
    /// Adds a secret to <paramref name="secrets"/>. The newest live secret stays valid for <paramref name="overlap"/>; all others expire
    /// now.
    /// </summary>
    public static void Rotate(List<HashedSecret> secrets, byte[] hash, TimeSpan overlap, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var newest = secrets.Where(secret => secret.IsLive(now)).MaxBy(secret => secret.CreatedAt);
        foreach (var secret in secrets)
            secret.ExpireAt(secret == newest ? now + overlap : now);

        secrets.Add(new HashedSecret(TypeId.NewGuid(time), hash, now));
    }

    /// <summary>Maps the secrets of an owner to a table of their own.</summary>
    public static void Map<TOwner>(OwnedNavigationBuilder<TOwner, HashedSecret> secrets, string table, string ownerColumn)
        where TOwner : class
    {
        secrets.ToTable(table);
        secrets.WithOwner().HasForeignKey(ownerColumn);
        secrets.HasKey(s => s.Id);
        secrets.Property(s => s.Id).ValueGeneratedNever();
    }

    // An expiry is never moved to a later time.
    private void ExpireAt(DateTimeOffset end) => ExpiresAt = ExpiresAt < end ? ExpiresAt : end;
}
