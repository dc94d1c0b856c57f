using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Invitations;

/// <summary>An invitation of a person to an organization. Its link is shown once and works once.</summary>
[Audited(IdPrefixes.Invitation)]
internal sealed class Invitation
{
    private Invitation()
    {
    }

    public Guid Id { get; private init; }
    public Guid OrganizationId { get; private init; }
    public string Email { get; private init; } = "";
    public string NormalizedEmail { get; private init; } = "";
    public Role Role { get; private init; }
    public byte[] TokenHash { get; private init; } = [];

    /// <summary>Who invited: <c>usr_...</c>, <c>key_...</c> or <c>cli_...</c>.</summary>
    public string InvitedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? AcceptedAt { get; private set; }

    public static Invitation Create(
        Guid organizationId, string email, Role role, byte[] tokenHash, string invitedBy, TimeSpan lifetime, TimeProvider time) => new()
        {
            Id = TypeId.NewGuid(time),
            OrganizationId = organizationId,
            Email = email,
            NormalizedEmail = User.Normalize(email),
            Role = role,
            TokenHash = tokenHash,
            InvitedBy = invitedBy,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + lifetime,
        };

    public void Accept(TimeProvider time) => AcceptedAt ??= time.GetUtcNow();
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Email).HasMaxLength(User.MaxEmailLength);
        builder.Property(i => i.NormalizedEmail).HasMaxLength(User.MaxEmailLength);
        builder.Property(i => i.Role).HasMaxLength(20);
        builder.HasOne<Organization>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(i => new { i.OrganizationId, i.Id });
        builder.HasIndex(i => i.TokenHash).IsUnique();
        builder.HasIndex(i => i.NormalizedEmail);
        builder.HasIndex(i => i.ExpiresAt);
    }
}
