using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Organizations;
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
    public string Name { get; set; } = "";

    /// <summary>Multiplies all rate limits of the organization and its keys.</summary>
    public double LimitFactor { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Quotas that differ from the services' settings, each as <c>Name=Limit</c>.</summary>
    public string[] Quotas { get; private set; } = [];

    /// <summary>Since when its credentials do not work.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>Whether the operator suspended it, and only the operator resumes it.</summary>
    public bool SuspendedByOperator { get; private set; }

    /// <summary>When it ended. The row stays: what the organization has left in the services still has an owner.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public OrganizationStatus Status => SuspendedAt is null ? OrganizationStatus.Active
        : SuspendedByOperator ? OrganizationStatus.SuspendedByOperator : OrganizationStatus.Suspended;

    public static Organization Create(string name, double limitFactor, TimeProvider time) => new()
    {
        Id = TypeId.NewGuid(time),
        Name = name,
        LimitFactor = limitFactor,
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>A name as it is stored; null when it is none.</summary>
    public static string? Clean(string? name) =>
        name?.Trim() is { Length: > 0 and <= MaxNameLength } text && !text.Any(char.IsControl) ? text : null;

    /// <summary>An owner does not lift what the operator did, nor weaken it.</summary>
    public void Suspend(bool byOperator, TimeProvider time)
    {
        SuspendedAt ??= time.GetUtcNow();
        SuspendedByOperator |= byOperator;
    }

    public void Resume() => (SuspendedAt, SuspendedByOperator) = (null, false);

    /// <summary>Changes a quota; null for the services' setting.</summary>
    public void SetQuota(string name, long? limit)
    {
        var others = Quotas.Where(quota => !quota.StartsWith($"{name}=", StringComparison.Ordinal));
        Quotas = limit is null ? [.. others] : [.. others, string.Create(CultureInfo.InvariantCulture, $"{name}={limit}")];
    }

    public void Delete(TimeProvider time) => DeletedAt ??= time.GetUtcNow();
}

internal sealed class OrganizationConfiguration : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Name).HasMaxLength(Organization.MaxNameLength);
        builder.Property(o => o.LimitFactor).HasDefaultValue(1.0);
        builder.Ignore(o => o.Status);
    }
}
