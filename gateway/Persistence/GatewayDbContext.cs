using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.AccessTokens;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Organizations;

namespace Passinstance.Gateway.Persistence;

/// <summary>
/// The gateway's own database. A new migration:
/// <c>dotnet ef migrations add Name --project gateway --output-dir Persistence/Migrations</c>.
/// </summary>
internal sealed class GatewayDbContext(DbContextOptions<GatewayDbContext> options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<OAuthClient> Clients => Set<OAuthClient>();
    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Organization>(organization =>
        {
            organization.ToTable("organizations");
            organization.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
            organization.Property(o => o.Name).HasColumnName("name").HasMaxLength(Organization.NameLength);
            organization.Property(o => o.LimitFactor).HasColumnName("limit_factor").HasDefaultValue(1.0);
            organization.Property(o => o.CreatedAt).HasColumnName("created_at");
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_keys");
            key.Property(k => k.Id).HasColumnName("id").ValueGeneratedNever();
            key.Property(k => k.OrganizationId).HasColumnName("organization_id");
            key.Property(k => k.Name).HasColumnName("name").HasMaxLength(ApiKey.NameLength);
            key.Property(k => k.Environment).HasColumnName("environment").HasMaxLength(4);
            key.Property(k => k.Publishable).HasColumnName("publishable");
            key.Property(k => k.Scopes).HasColumnName("scopes");
            key.Property(k => k.AllowedNetworks).HasColumnName("allowed_networks").HasColumnType("cidr[]");
            key.Property(k => k.CreatedAt).HasColumnName("created_at");
            key.Property(k => k.ExpiresAt).HasColumnName("expires_at");
            key.Property(k => k.RevokedAt).HasColumnName("revoked_at");
            key.Property(k => k.LastUsedAt).HasColumnName("last_used_at");
            key.HasOne<Organization>().WithMany().HasForeignKey(k => k.OrganizationId);
            key.HasIndex(k => new { k.OrganizationId, k.Id });
            key.OwnsMany(k => k.Secrets, secrets => MapSecrets(secrets, "api_key_secrets", "api_key_id"));
        });
        modelBuilder.Entity<OAuthClient>(client =>
        {
            client.ToTable("oauth_clients");
            client.Property(c => c.Id).HasColumnName("id").ValueGeneratedNever();
            client.Property(c => c.OrganizationId).HasColumnName("organization_id");
            client.Property(c => c.Name).HasColumnName("name").HasMaxLength(ApiKey.NameLength);
            client.Property(c => c.Environment).HasColumnName("environment").HasMaxLength(4);
            client.Property(c => c.Scopes).HasColumnName("scopes");
            client.Property(c => c.CreatedAt).HasColumnName("created_at");
            client.Property(c => c.RevokedAt).HasColumnName("revoked_at");
            client.HasOne<Organization>().WithMany().HasForeignKey(c => c.OrganizationId);
            client.HasIndex(c => new { c.OrganizationId, c.Id });
            client.OwnsMany(c => c.Secrets, secrets => MapSecrets(secrets, "oauth_client_secrets", "oauth_client_id"));
        });
        modelBuilder.Entity<RevokedToken>(token =>
        {
            token.ToTable("revoked_tokens");
            token.HasKey(t => t.TokenId);
            token.Property(t => t.TokenId).HasColumnName("token_id").ValueGeneratedNever();
            token.Property(t => t.ClientId).HasColumnName("client_id");
            token.Property(t => t.ExpiresAt).HasColumnName("expires_at");
            token.HasIndex(t => new { t.ClientId, t.ExpiresAt });
        });
        modelBuilder.Entity<SigningKey>(key =>
        {
            key.ToTable("signing_keys");
            key.HasKey(k => k.KeyId);
            key.Property(k => k.KeyId).HasColumnName("key_id").HasMaxLength(43);
            key.Property(k => k.SealedPrivateKey).HasColumnName("sealed_private_key");
            key.Property(k => k.CreatedAt).HasColumnName("created_at");
            key.Property(k => k.ActivatesAt).HasColumnName("activates_at");
            key.Property(k => k.RetiresAt).HasColumnName("retires_at");
        });
    }

    private static void MapSecrets<TOwner>(OwnedNavigationBuilder<TOwner, HashedSecret> secrets, string table, string owner)
        where TOwner : class
    {
        secrets.ToTable(table);
        secrets.WithOwner().HasForeignKey(owner);
        secrets.HasKey(s => s.Id);
        secrets.Property(s => s.Id).HasColumnName("id").ValueGeneratedNever();
        secrets.Property(s => s.Hash).HasColumnName("hash");
        secrets.Property(s => s.CreatedAt).HasColumnName("created_at");
        secrets.Property(s => s.ExpiresAt).HasColumnName("expires_at");
    }
}
