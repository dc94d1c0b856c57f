using System.Net;

namespace Passinstance.Gateway.Authentication;

/// <summary>A credential of an organisation: what it may do, from where and until when. Its secrets stand beside it, hashed.</summary>
internal sealed class ApiKey
{
    public const int NameLength = 200;

    private ApiKey()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public string Name { get; private init; } = "";
    public string Environment { get; private init; } = "";
    /// <summary>A publishable key may stand in an app or a web page: it can only issue and download passes.</summary>
    public bool Publishable { get; private init; }
    public string[] Scopes { get; private init; } = [];
    /// <summary>Client addresses that may use the key; empty allows all.</summary>
    public IPNetwork[] AllowedNetworks { get; private init; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ExpiresAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private set; }
    /// <summary>Accurate to about a minute: it is written in the background.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }
    public List<ApiKeySecret> Secrets { get; private init; } = [];

    public static ApiKey Create(
        Guid organizationId, string name, string environment, bool publishable, string[] scopes, IPNetwork[] allowedNetworks, DateTimeOffset? expiresAt, TimeProvider time) => new()
    {
        Id = ServiceDefaults.Ids.TypeId.NewGuid(time),
        OrganizationId = organizationId,
        Name = name,
        Environment = environment,
        Publishable = publishable,
        Scopes = scopes,
        AllowedNetworks = allowedNetworks,
        CreatedAt = time.GetUtcNow(),
        ExpiresAt = expiresAt,
    };

    /// <summary>Gives the key a new secret. The newest of the old ones lives on for <paramref name="overlap"/>, all others end now.</summary>
    public void AddSecret(byte[] hash, TimeSpan overlap, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var newest = Secrets.Where(secret => secret.IsLive(now)).MaxBy(secret => secret.CreatedAt);
        foreach (var secret in Secrets)
            secret.EndAt(secret == newest ? now + overlap : now);
        Secrets.Add(new ApiKeySecret(ServiceDefaults.Ids.TypeId.NewGuid(time), hash, now));
    }

    public void Revoke(TimeProvider time) => RevokedAt ??= time.GetUtcNow();

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>One secret of a key. A key has two while it is being rotated.</summary>
internal sealed class ApiKeySecret(Guid id, byte[] hash, DateTimeOffset createdAt)
{
    public Guid Id { get; private init; } = id;
    /// <summary>HMAC-SHA256 under the deployment's pepper; a copy of the database alone does not let anyone call the API.</summary>
    public byte[] Hash { get; private init; } = hash;
    public DateTimeOffset CreatedAt { get; private init; } = createdAt;
    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;

    // Never later than it was to end already.
    internal void EndAt(DateTimeOffset end) => ExpiresAt = ExpiresAt < end ? ExpiresAt : end;
}
