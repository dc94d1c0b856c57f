using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>A token that was revoked before it expired. The row is deleted after the expiry.</summary>
internal sealed class RevokedToken
{
    public required Guid TokenId { get; init; }
    public required Guid ClientId { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class RevokedTokenConfiguration : IEntityTypeConfiguration<RevokedToken>
{
    public void Configure(EntityTypeBuilder<RevokedToken> builder)
    {
        builder.ToTable("revoked_tokens");
        builder.HasKey(t => t.TokenId);
        builder.Property(t => t.TokenId).ValueGeneratedNever();
        builder.HasIndex(t => new { t.ClientId, t.ExpiresAt });
    }
}
