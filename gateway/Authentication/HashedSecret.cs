using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication;

/// <summary>One secret of a key or client, which has two while it is being rotated.</summary>
internal sealed class HashedSecret(Guid id, byte[] hash, DateTimeOffset createdAt)
{
    public Guid Id { get; private init; } = id;
    /// <summary>HMAC-SHA256 under the deployment's pepper; a copy of the database alone does not let anyone call the API.</summary>
    public byte[] Hash { get; private init; } = hash;
    public DateTimeOffset CreatedAt { get; private init; } = createdAt;
    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;

    /// <summary>Adds a secret to <paramref name="secrets"/>. The newest of the old ones lives on for <paramref name="overlap"/>, all others end now.</summary>
    public static void Rotate(List<HashedSecret> secrets, byte[] hash, TimeSpan overlap, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var newest = secrets.Where(secret => secret.IsLive(now)).MaxBy(secret => secret.CreatedAt);
        foreach (var secret in secrets)
            secret.EndAt(secret == newest ? now + overlap : now);
        secrets.Add(new HashedSecret(TypeId.NewGuid(time), hash, now));
    }

    // Never later than it was to end already.
    private void EndAt(DateTimeOffset end) => ExpiresAt = ExpiresAt < end ? ExpiresAt : end;
}
