using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Accounts;

/// <summary>A user belongs to an organization, with a role.</summary>
[Audited(IdPrefixes.User, Key = nameof(UserId))]
internal sealed class Membership
{
    private Membership()
    {
    }

    public Guid OrganizationId { get; private init; }
    public Guid UserId { get; private init; }
    public Role Role { get; set; }
    public DateTimeOffset CreatedAt { get; private init; }

    public static Membership Create(Guid organizationId, Guid userId, Role role, TimeProvider time) => new()
    {
        OrganizationId = organizationId,
        UserId = userId,
        Role = role,
        CreatedAt = time.GetUtcNow(),
    };
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("memberships");
        builder.HasKey(m => new { m.OrganizationId, m.UserId });
        builder.Property(m => m.Role).HasMaxLength(20);
        builder.HasOne<Organization>().WithMany().HasForeignKey(m => m.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => m.UserId);
    }
}
