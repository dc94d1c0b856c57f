using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Exports;
using Passinstance.Gateway.Invitations;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Gateway.Usage;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Restores;

namespace Passinstance.Gateway.Persistence;

/// <summary>The gateway's own database: organizations, their credentials, and people's accounts (ASP.NET Core Identity).</summary>
internal sealed class GatewayDbContext(DbContextOptions<GatewayDbContext> options) : IdentityUserContext<User, Guid>(options)
{
    // WebAuthn's own limit.
    private const int MaxCredentialIdLength = 1023;
    private const int MaxProviderLength = 128;
    private const int MaxSubjectLength = 255;

    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<OAuthClient> Clients => Set<OAuthClient>();
    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<Export> Exports => Set<Export>();
    public DbSet<RequestCount> RequestCounts => Set<RequestCount>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<SignInLink> SignInLinks => Set<SignInLink>();
    public DbSet<OAuthGrant> Grants => Set<OAuthGrant>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    // Not by the base: its model depends on services, and commands, tests and migrations make contexts without them.
    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.Ignore<IdentityUserClaim<Guid>>();
        builder.Ignore<IdentityUserToken<Guid>>();
        builder.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("user_logins");
            login.HasKey(one => new { one.LoginProvider, one.ProviderKey });
            login.Property(one => one.LoginProvider).HasMaxLength(MaxProviderLength);
            login.Property(one => one.ProviderKey).HasMaxLength(MaxSubjectLength);
            login.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("user_passkeys");
            passkey.HasKey(one => one.CredentialId);
            passkey.Property(one => one.CredentialId).HasMaxLength(MaxCredentialIdLength);
            passkey.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
            passkey.OwnsOne(one => one.Data).ToJson("data");
        });
        builder.AddIdempotencyKeys();
        builder.ApplyConfigurationsFromAssembly(typeof(GatewayDbContext).Assembly);
        builder.AddAuditTables();
        builder.AddRestoreTables();
        builder.UseWireNames();
        builder.UseSnakeCaseNames();
    }
}
