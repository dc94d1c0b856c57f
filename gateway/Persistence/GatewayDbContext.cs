using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;

namespace Passinstance.Gateway.Persistence;

/// <summary>The gateway's own database.</summary>
internal sealed class GatewayDbContext(DbContextOptions<GatewayDbContext> options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<OAuthClient> Clients => Set<OAuthClient>();
    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GatewayDbContext).Assembly);
}
