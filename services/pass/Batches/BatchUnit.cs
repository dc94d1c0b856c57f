using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.Batches;

/// <summary>
/// Consecutive items of a batch that one worker executes in one transaction, in their order. A unit with items about passes of an earlier
/// unit waits for that one, so their order is kept with any number of workers.
/// </summary>
internal sealed class BatchUnit
{
    public Guid OrganizationId { get; private init; }

    public Guid BatchId { get; private init; }

    public int Number { get; private init; }

    /// <summary>Index of its first item.</summary>
    public int FirstIndex { get; private init; }

    /// <summary>Number of its items.</summary>
    public int Count { get; private init; }

    /// <summary>All units up to this one must have ended before; null when it waits for none.</summary>
    public int? DependsOn { get; private init; }

    /// <summary>Its items, one a line; see <see cref="BatchLine"/>. Removed when they have results.</summary>
    public string? Items { get; private init; }

    /// <summary>The worker's claim; results of an earlier claim are rejected.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>When it may be claimed: now, at the end of a lease, or after a delay.</summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>How often it was released because another service did not respond.</summary>
    public int Attempts { get; private init; }

    public DateTimeOffset? EndedAt { get; private init; }

    public int Created { get; private init; }

    public int Updated { get; private init; }

    public int Voided { get; private init; }

    public int Deleted { get; private init; }

    public int Failed { get; private init; }

    public int Notified { get; private init; }
}

internal sealed class BatchUnitConfiguration : IEntityTypeConfiguration<BatchUnit>
{
    public void Configure(EntityTypeBuilder<BatchUnit> builder)
    {
        builder.ToTable("batch_units");
        builder.HasKey(u => new { u.OrganizationId, u.BatchId, u.Number });
        builder.Property(u => u.AvailableAt).HasDefaultValueSql("clock_timestamp()");
        builder.Property(u => u.Attempts).HasDefaultValue(0);
        builder.Property(u => u.Created).HasDefaultValue(0);
        builder.Property(u => u.Updated).HasDefaultValue(0);
        builder.Property(u => u.Voided).HasDefaultValue(0);
        builder.Property(u => u.Deleted).HasDefaultValue(0);
        builder.Property(u => u.Failed).HasDefaultValue(0);
        builder.Property(u => u.Notified).HasDefaultValue(0);
        // Open units only, by organization: claims go from one organization to the next.
        builder.HasIndex(u => new { u.OrganizationId, u.BatchId, u.Number }, "ix_batch_units_open").HasFilter("ended_at IS NULL");
        builder.HasOne<Batch>().WithMany().HasForeignKey(u => new { u.OrganizationId, u.BatchId });
    }
}
