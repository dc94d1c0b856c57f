using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>A program that exchanges its secret for short-lived access tokens (RFC 6749, client credentials).</summary>
[Audited(IdPrefixes.Client)]
internal sealed class OAuthClient
{
    public const int MaxNameLength = 200;

    private OAuthClient()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public string Name { get; private init; } = "";
    public string Environment { get; private init; } = "";
    public string[] Scopes { get; private init; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public List<HashedSecret> Secrets { get; private init; } = [];

    public static OAuthClient Create(Guid organizationId, string name, string environment, string[] scopes, TimeProvider time) => new()
    {
        Id = TypeId.NewGuid(time),
        OrganizationId = organizationId,
        Name = name,
        Environment = environment,
        Scopes = scopes,
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>A new secret of 256 random bits. It is shown once.</summary>
    public static string NewSecret() => "pcs_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public void Revoke(TimeProvider time) => RevokedAt ??= time.GetUtcNow();
}

internal sealed class OAuthClientConfiguration : IEntityTypeConfiguration<OAuthClient>
{
    public void Configure(EntityTypeBuilder<OAuthClient> builder)
    {
        builder.ToTable("oauth_clients");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(OAuthClient.MaxNameLength);
        builder.Property(c => c.Environment).HasMaxLength(4);
        builder.HasOne<Organization>().WithMany().HasForeignKey(c => c.OrganizationId);
        builder.HasIndex(c => new { c.OrganizationId, c.Id });
        builder.OwnsMany(c => c.Secrets, secrets => HashedSecret.Map(secrets, "oauth_client_secrets", "oauth_client_id"));
    }
}
