using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Gateway.Status;

/// <summary>How a program responded on a day in UTC: how often a gateway looked, and what it found.</summary>
internal sealed class StatusDay
{
    public required string Program { get; init; }
    public required DateOnly Day { get; init; }

    /// <summary>How often all replicas responded.</summary>
    public required int Ok { get; init; }

    /// <summary>How often some did.</summary>
    public required int Degraded { get; init; }

    /// <summary>How often none did.</summary>
    public required int Down { get; init; }
}

internal sealed class StatusDayConfiguration : IEntityTypeConfiguration<StatusDay>
{
    private const int MaxProgramLength = 100;

    public void Configure(EntityTypeBuilder<StatusDay> builder)
    {
        builder.ToTable("status_days");
        builder.HasKey(one => new { one.Program, one.Day });
        builder.Property(one => one.Program).HasMaxLength(MaxProgramLength);
    }
}
