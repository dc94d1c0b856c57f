using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;

namespace Passinstance.Gateway.Persistence;

/// <summary>The gateway's own database: organizations, their credentials, and people's accounts (ASP.NET Core Identity).</summary>
internal sealed class GatewayDbContext(DbContextOptions<GatewayDbContext> options) : IdentityUserContext<User, Guid>(options)
{
    // WebAuthn's own limit.
    private const int MaxCredentialIdLength = 1023;

    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<OAuthClient> Clients => Set<OAuthClient>();
    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();
    public DbSet<OAuthGrant> Grants => Set<OAuthGrant>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    // With passkeys.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("user_passkeys");
            passkey.HasKey(one => one.CredentialId);
            passkey.Property(one => one.CredentialId).HasMaxLength(MaxCredentialIdLength);
            passkey.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
            passkey.OwnsOne(one => one.Data).ToJson("data");
        });
        builder.ApplyConfigurationsFromAssembly(typeof(GatewayDbContext).Assembly);
        builder.AddAuditTables();
        builder.UseWireNames();
        foreach (var index in builder.Model.GetEntityTypes().SelectMany(entity => entity.GetIndexes()))
            index.SetDatabaseName(null);
        builder.UseSnakeCaseNames();
    }
}
