using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Accounts;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.SignIn.Sessions;

/// <summary>
/// A link that signs a user in once. An operator makes it for the first owner, or for somebody who has lost everything else.
/// </summary>
internal sealed class SignInLink
{
    private SignInLink()
    {
    }

    public Guid Id { get; private init; }
    public Guid UserId { get; private init; }
    public byte[] TokenHash { get; private init; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? UsedAt { get; private init; }

    public static SignInLink Create(Guid userId, byte[] tokenHash, TimeSpan lifetime, TimeProvider time) => new()
    {
        Id = TypeId.NewGuid(time),
        UserId = userId,
        TokenHash = tokenHash,
        CreatedAt = time.GetUtcNow(),
        ExpiresAt = time.GetUtcNow() + lifetime,
    };
}

internal sealed class SignInLinkConfiguration : IEntityTypeConfiguration<SignInLink>
{
    public void Configure(EntityTypeBuilder<SignInLink> builder)
    {
        builder.ToTable("sign_in_links");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(l => l.TokenHash).IsUnique();
        builder.HasIndex(l => l.ExpiresAt);
    }
}
