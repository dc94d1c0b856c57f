using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.SignIn.OAuth;

/// <summary>
/// What a user granted to a client from a session: first as an authorization code, then as access tokens and refresh tokens for one
/// organization.
/// </summary>
internal sealed class OAuthGrant
{
    /// <summary>How long the code may be exchanged.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromSeconds(60);

    private OAuthGrant()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public Guid SessionId { get; private init; }
    public string ClientId { get; private init; } = "";
    public string RedirectUri { get; private init; } = "";
    public byte[] CodeHash { get; private init; } = [];

    /// <summary>SHA-256 of the verifier that the client will present (RFC 7636), base64url.</summary>
    public string CodeChallenge { get; private init; } = "";

    public DateTimeOffset CodeExpiresAt { get; private init; }
    public DateTimeOffset? CodeUsedAt { get; private init; }

    /// <summary>What the client asked for; empty: all that the user's role has.</summary>
    public string[] Scopes { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private init; }

    public static OAuthGrant Create(
        Guid organizationId, Guid sessionId, string clientId, string redirectUri, byte[] codeHash, string codeChallenge, string[] scopes,
        TimeProvider time) => new()
        {
            Id = TypeId.NewGuid(time),
            OrganizationId = organizationId,
            SessionId = sessionId,
            ClientId = clientId,
            RedirectUri = redirectUri,
            CodeHash = codeHash,
            CodeChallenge = codeChallenge,
            CodeExpiresAt = time.GetUtcNow() + CodeLifetime,
            Scopes = scopes,
            CreatedAt = time.GetUtcNow(),
        };
}

/// <summary>A refresh token: it works once, and its successor takes its place.</summary>
internal sealed class RefreshToken : IUnaudited
{
    public required byte[] Hash { get; init; }
    public required Guid GrantId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

internal sealed class OAuthGrantConfiguration : IEntityTypeConfiguration<OAuthGrant>, IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<OAuthGrant> builder)
    {
        builder.ToTable("oauth_grants");
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.HasOne<Session>().WithMany().HasForeignKey(g => g.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Organization>().WithMany().HasForeignKey(g => g.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(g => g.CodeHash).IsUnique();
        builder.HasIndex(g => g.SessionId);
        builder.HasIndex(g => g.OrganizationId);
    }

    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("refresh_tokens");
        builder.HasKey(t => t.Hash);
        builder.HasOne<OAuthGrant>().WithMany().HasForeignKey(t => t.GrantId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.GrantId);
    }
}
