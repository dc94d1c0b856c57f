using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Gateway.Operations;

/// <summary>
/// What a replica of the gateway last reported about itself: nobody has its address, and so it writes where the others read.
/// </summary>
internal sealed class GatewayReplica
{
    /// <summary>Its host and port.</summary>
    public required string Replica { get; init; }

    /// <summary>When it reported.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>The report, JSON.</summary>
    public required string Report { get; init; }
}

internal sealed class GatewayReplicaConfiguration : IEntityTypeConfiguration<GatewayReplica>
{
    private const int MaxReplicaLength = 300;

    public void Configure(EntityTypeBuilder<GatewayReplica> builder)
    {
        builder.ToTable("gateway_replicas");
        builder.HasKey(one => one.Replica);
        builder.Property(one => one.Replica).HasMaxLength(MaxReplicaLength);
        builder.Property(one => one.Report).HasColumnType("json");
    }
}
