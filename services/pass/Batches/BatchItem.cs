using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>One operation of a batch. Its effect and its result are stored in one transaction.</summary>
internal sealed class BatchItem
{
    public Guid OrganizationId { get; private init; }

    public Guid BatchId { get; private init; }

    /// <summary>Its position in the request.</summary>
    public int Index { get; private init; }

    /// <summary>The unit that it belongs to.</summary>
    public int Unit { get; private init; }

    public BatchOperation Operation { get; private init; }

    /// <summary>As in the request.</summary>
    public string? SerialNumber { get; private init; }

    /// <summary>As in the request; after a create, the new pass's.</summary>
    public Guid? PassId { get; private init; }

    public BatchItemStatus Status { get; private init; }

    /// <summary>The item as JSON; removed when it has a result.</summary>
    public string? Request { get; private init; }

    /// <summary>Why the item failed.</summary>
    public BatchItemError? Error { get; private init; }
}

internal sealed class BatchItemConfiguration : IEntityTypeConfiguration<BatchItem>
{
    public void Configure(EntityTypeBuilder<BatchItem> builder)
    {
        builder.ToTable("batch_items");
        builder.HasKey(i => new { i.OrganizationId, i.BatchId, i.Index });
        builder.Property(i => i.Request).HasColumnType("json");
        builder.Property(i => i.Error).IsJson(ApiJson.Options);
        builder.HasIndex(i => new { i.OrganizationId, i.BatchId, i.Unit, i.Index }, "ix_batch_items_pending")
            .HasFilter("status = 'pending'");
        builder.HasIndex(i => new { i.OrganizationId, i.BatchId, i.Index }, "ix_batch_items_failed").HasFilter("status = 'failed'");
        builder.HasOne<Batch>().WithMany().HasForeignKey(i => new { i.OrganizationId, i.BatchId });
    }
}
