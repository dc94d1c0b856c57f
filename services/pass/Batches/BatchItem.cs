using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>The result of an operation of a batch, stored in the transaction of its effect.</summary>
internal sealed class BatchItem
{
    public Guid OrganizationId { get; init; }

    public Guid BatchId { get; init; }

    /// <summary>Its position in the request.</summary>
    public int Index { get; init; }

    public BatchOperation Operation { get; init; }

    /// <summary>As in the request.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>As in the request; after a create, the new pass's.</summary>
    public Guid? PassId { get; init; }

    public BatchItemStatus Status { get; init; }

    /// <summary>Why the item failed.</summary>
    public BatchItemError? Error { get; init; }
}

internal sealed class BatchItemConfiguration : IEntityTypeConfiguration<BatchItem>
{
    public void Configure(EntityTypeBuilder<BatchItem> builder)
    {
        builder.ToTable("batch_items");
        builder.HasKey(i => new { i.OrganizationId, i.BatchId, i.Index });
        builder.Property(i => i.Error).IsJson(StoredJson.Options);
        builder.HasIndex(i => new { i.OrganizationId, i.BatchId, i.Index }, "ix_batch_items_failed").HasFilter("status = 'failed'");
        builder.HasOne<Batch>().WithMany().HasForeignKey(i => new { i.OrganizationId, i.BatchId });
    }
}
