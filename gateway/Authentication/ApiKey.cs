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
    public List<HashedSecret> Secrets { get; private init; } = [];

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

    public void Revoke(TimeProvider time) => RevokedAt ??= time.GetUtcNow();

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
