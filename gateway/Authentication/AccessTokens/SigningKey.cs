using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>A key that signs access tokens. The private key is stored sealed; the public key is published until it retires.</summary>
internal sealed class SigningKey
{
    /// <summary>The RFC 7638 thumbprint, which is also the <c>kid</c>.</summary>
    public required string KeyId { get; init; }

    public required byte[] SealedPrivateKey { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it starts to sign: late enough for every gateway to have read it.</summary>
    public required DateTimeOffset ActivatesAt { get; init; }

    /// <summary>Until when its tokens are accepted.</summary>
    public DateTimeOffset? RetiresAt { get; set; }
}

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.ToTable("signing_keys");
        builder.Property(k => k.SealedPrivateKey).IsSealed(SigningKeys.Purpose);
        builder.HasKey(k => k.KeyId);
        builder.Property(k => k.KeyId).HasMaxLength(43);
    }
}
