using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Columns;

namespace Passinstance.Persistence.Auditing;

/// <summary>The tables of the audit log, part of each program's own model and migrations.</summary>
public static class AuditModel
{
    internal const string PositionSql = "pg_current_xact_id()::text::bigint";

    /// <summary>Adds the tables; call it in <c>OnModelCreating</c>, before the columns are named.</summary>
    public static void AddAuditTables(this ModelBuilder model)
    {
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit_log");
            entry.HasKey(e => new { e.OrganizationId, e.Id });
            entry.Property(e => e.Counts).IsJson();
            entry.Property(e => e.RecordedIn).HasDefaultValueSql(PositionSql);
            entry.HasIndex(e => new { e.OrganizationId, e.ResourceId, e.Id });
            // Rows are in the order of their transactions, so a few kilobytes of BRIN serve the chain.
            entry.HasIndex(e => e.RecordedIn).HasMethod("brin").HasStorageParameter("autosummarize", true)
                .HasStorageParameter("pages_per_range", 16);
        });
        model.Entity<AuditBlock>(block =>
        {
            block.ToTable("audit_log_chain");
            block.HasKey(b => b.Number);
            block.Property(b => b.Number).ValueGeneratedNever();
            block.HasIndex(b => new { b.OrganizationId, b.Sequence }).IsUnique();
        });
        foreach (var type in (Type[])[typeof(AuditEntry), typeof(AuditBlock)])
        {
            foreach (var property in model.Entity(type).Metadata.GetProperties())
                property.SetColumnName(SnakeCaseNames.ToSnakeCase(property.Name));
        }
    }
}
