using Microsoft.EntityFrameworkCore;
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
            key.HasMany(k => k.Secrets).WithOne().HasForeignKey("api_key_id").IsRequired();
        });
        modelBuilder.Entity<ApiKeySecret>(secret =>
        {
            secret.ToTable("api_key_secrets");
            secret.Property(s => s.Id).HasColumnName("id").ValueGeneratedNever();
            secret.Property(s => s.Hash).HasColumnName("hash");
            secret.Property(s => s.CreatedAt).HasColumnName("created_at");
            secret.Property(s => s.ExpiresAt).HasColumnName("expires_at");
        });
    }
}
