using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Batches;

/// <summary>The tables of batches.</summary>
internal static class BatchModel
{
    internal static void AddBatches(this ModelBuilder model)
    {
        model.Entity<Batch>(batch =>
        {
            batch.ToTable("batches");
            batch.HasKey(b => new { b.OrganizationId, b.Id });
            batch.Ignore(b => b.Changes);
            batch.Ignore(b => b.Counts);
            batch.Property(b => b.Version).IsConcurrencyToken();
            IsWord(batch.Property(b => b.Status));
            batch.HasIndex(b => b.CompletedAt, "ix_batches_ended").HasFilter("completed_at IS NOT NULL");
        });
        model.Entity<BatchItem>(item =>
        {
            item.ToTable("batch_items");
            item.HasKey(i => new { i.OrganizationId, i.BatchId, i.Index });
            IsWord(item.Property(i => i.Operation));
            IsWord(item.Property(i => i.Status));
            item.Property(i => i.Request).HasColumnType("json");
            item.Property(i => i.Error).IsJson(ApiJson.Options);
            item.HasIndex(i => new { i.OrganizationId, i.BatchId, i.Chunk, i.Index }, "ix_batch_items_pending").HasFilter("status = 'pending'");
            item.HasIndex(i => new { i.OrganizationId, i.BatchId, i.Index }, "ix_batch_items_failed").HasFilter("status = 'failed'");
            item.HasOne<Batch>().WithMany().HasForeignKey(i => new { i.OrganizationId, i.BatchId });
        });
        model.Entity<BatchUnit>(chunk =>
        {
            chunk.ToTable("batch_units");
            chunk.HasKey(c => new { c.OrganizationId, c.BatchId, c.Number });
            chunk.Property(c => c.AvailableAt).HasDefaultValueSql("clock_timestamp()");
            foreach (var count in (string[])[nameof(BatchUnit.Attempts), nameof(BatchUnit.Created), nameof(BatchUnit.Updated), nameof(BatchUnit.Voided), nameof(BatchUnit.Deleted), nameof(BatchUnit.Failed)])
                chunk.Property(count).HasDefaultValue(0);
            // Only what is to be done, by organisation: the workers go from one to the next.
            chunk.HasIndex(c => new { c.OrganizationId, c.BatchId, c.Number }, "ix_batch_chunks_open").HasFilter("ended_at IS NULL");
            chunk.HasOne<Batch>().WithMany().HasForeignKey(c => new { c.OrganizationId, c.BatchId });
        });
    }

    // Words in the column, for whoever reads the table at night.
    private static void IsWord<TEnum>(PropertyBuilder<TEnum> property)
        where TEnum : struct, Enum =>
        property.HasConversion(value => BatchWords.Of(value), word => BatchWords.Read<TEnum>(word)).HasMaxLength(16);
}
