using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Passes;

internal sealed class PassConfiguration : IEntityTypeConfiguration<Pass>
{
    public void Configure(EntityTypeBuilder<Pass> builder)
    {
        builder.ToTable("passes");
        // A change writes no index when the page has room for the new version and no indexed column changes.
        builder.HasStorageParameter("fillfactor", 80);
        builder.HasStorageParameter("autovacuum_vacuum_scale_factor", 0.02);
        builder.HasStorageParameter("autovacuum_analyze_scale_factor", 0.02);
        builder.Property(p => p.SealedSecret).IsSealed(PassSecret.Purpose);
        builder.HasKey(p => new { p.OrganizationId, p.Id });
        builder.Property(p => p.Content).IsJson(StoredJson.Options);
        builder.Property(p => p.Warnings).IsJson();
        builder.Property(p => p.Message).IsJson();
        builder.Property(p => p.Images).IsJson();
        // Whether a pass uses an image; passes without images are not in the index.
        builder.Property(p => p.ImageIds).IsJson().HasColumnType("jsonb");
        builder.HasIndex(p => p.ImageIds).HasMethod("gin").HasFilter("image_ids IS NOT NULL");
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.Property(p => p.LinkNumber).HasDefaultValue(0);
        // For retention: deleted passes that still have their content.
        builder.HasIndex(p => p.DeletedAt).HasFilter("deleted_at IS NOT NULL AND content_removed_at IS NULL");
        builder.Property(p => p.Installs).HasDefaultValue(0);
        builder.Property(p => p.GoogleInstalls).HasDefaultValue(0);
        builder.Property(p => p.IsInGoogle).HasDefaultValue(false);
        builder.HasIndex(p => new { p.OrganizationId, p.GoogleObjectId }).HasFilter("google_object_id IS NOT NULL");
        // A trigger sets it on updates, so that no SQL statement can forget it.
        builder.Property(p => p.ChangedIn).HasDefaultValueSql("pg_current_xact_id()::text::bigint").ValueGeneratedOnAddOrUpdate();
        builder.HasIndex(p => new { p.OrganizationId, p.PassTypeIdentifier, p.SerialNumber }).IsUnique();
        builder.HasIndex(p => new { p.OrganizationId, p.SerialNumber, p.Id });
        builder.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.Id });
        // For rollouts: the passes of an older version.
        builder.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.TemplateVersion }).HasFilter("voided_at IS NULL");
        // For counts: the passes of a template that were voided since a moment.
        builder.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.VoidedAt }).HasFilter("voided_at IS NOT NULL");
        // Lists by status: each index holds only the rows that such a list can show.
        builder.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_voided").HasFilter("voided_at IS NOT NULL AND deleted_at IS NULL");
        builder.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_expiring")
            .HasFilter("expires_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL");
        builder.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_good").HasFilter("voided_at IS NULL AND deleted_at IS NULL");
    }
}
