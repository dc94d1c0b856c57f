using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Authentication.Credentials;

namespace Passinstance.Gateway.Usage;

/// <summary>How many requests an organization sent on a day in UTC.</summary>
internal sealed class RequestCount
{
    public required Guid OrganizationId { get; init; }
    public required DateOnly Day { get; init; }
    public required long Requests { get; init; }
}

internal sealed class RequestCountConfiguration : IEntityTypeConfiguration<RequestCount>
{
    public void Configure(EntityTypeBuilder<RequestCount> builder)
    {
        builder.ToTable("request_counts");
        builder.HasKey(c => new { c.OrganizationId, c.Day });
        builder.HasOne<Organization>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Cascade);
    }
}
