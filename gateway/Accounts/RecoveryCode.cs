using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Gateway.Accounts;

/// <summary>A code that signs its user in once in the place of the authenticator app. Only its hash is stored.</summary>
internal sealed class RecoveryCode
{
    /// <summary>How many a user gets.</summary>
    public const int Count = 10;

    /// <summary>Characters of a code, without the dash in its middle.</summary>
    public const int Length = 10;

    public Guid UserId { get; init; }

    public byte[] CodeHash { get; init; } = [];

    /// <summary>A code as it is compared, however it was typed.</summary>
    public static string Normalize(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("user_recovery_codes");
        builder.HasKey(c => new { c.UserId, c.CodeHash });
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
