using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>A customer of this deployment: the owner of credentials and of everything created with them.</summary>
[Audited(IdPrefixes.Organization)]
internal sealed class Organization
{
    public const int MaxNameLength = 200;

    private Organization()
    {
    }

    public Guid Id { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>Multiplies all rate limits of the organization and its keys.</summary>
    public double LimitFactor { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public static Organization Create(string name, double limitFactor, TimeProvider time) => new()
    {
        Id = TypeId.NewGuid(time),
        Name = name,
        LimitFactor = limitFactor,
        CreatedAt = time.GetUtcNow(),
    };
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(o => o.Name).HasColumnName("name").HasMaxLength(Organization.MaxNameLength);
        builder.Property(o => o.LimitFactor).HasColumnName("limit_factor").HasDefaultValue(1.0);
        builder.Property(o => o.CreatedAt).HasColumnName("created_at");
    }
}
