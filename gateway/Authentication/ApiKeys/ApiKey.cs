using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.ApiKeys;

/// <summary>A credential of an organization: what it allows, from where and until when. Its secrets are stored hashed.</summary>
[Audited(IdPrefixes.ApiKey)]
internal sealed class ApiKey
{
    public const int MaxNameLength = 200;

    private ApiKey()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public string Name { get; private init; } = "";
    public string Environment { get; private init; } = "";

    /// <summary>A publishable key may be part of an app or a web page: it can only create passes.</summary>
    public bool Publishable { get; private init; }

    public string[] Scopes { get; private init; } = [];

    /// <summary>The client addresses that may use the key. Empty allows all.</summary>
    public IPNetwork[] AllowedNetworks { get; private init; } = [];

    /// <summary>The origins of web pages that may use a publishable key. Empty allows none.</summary>
    public string[] AllowedOrigins { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ExpiresAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Accurate to about a minute: it is written in the background.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }

    public List<HashedSecret> Secrets { get; private init; } = [];

    public static ApiKey Create(
        Guid organizationId, string name, string environment, bool publishable, string[] scopes, IPNetwork[] allowedNetworks,
        string[] allowedOrigins, DateTimeOffset? expiresAt, TimeProvider time) => new()
        {
            Id = TypeId.NewGuid(time),
            OrganizationId = organizationId,
            Name = name,
            Environment = environment,
            Publishable = publishable,
            Scopes = scopes,
            AllowedNetworks = allowedNetworks,
            AllowedOrigins = allowedOrigins,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = expiresAt,
        };

    public void Revoke(TimeProvider time) => RevokedAt ??= time.GetUtcNow();

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(k => k.Id).ValueGeneratedNever();
        builder.Property(k => k.Name).HasMaxLength(ApiKey.MaxNameLength);
        builder.Property(k => k.Environment).HasMaxLength(4);
        builder.Property(k => k.AllowedNetworks).HasColumnType("cidr[]");
        builder.HasOne<Organization>().WithMany().HasForeignKey(k => k.OrganizationId);
        builder.HasIndex(k => new { k.OrganizationId, k.Id });
        builder.OwnsMany(k => k.Secrets, secrets => HashedSecret.Map(secrets, "api_key_secrets", "api_key_id"));
    }
}
