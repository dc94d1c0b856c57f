using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Persistence.Columns;
using Passinstance.Templates.Images;
using Passinstance.Templates.Templates;
using Passinstance.Templates.WalletIdentities;

namespace Passinstance.Templates.Persistence;

/// <summary>The template service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class TemplatesDbContext(DbContextOptions<TemplatesDbContext> options) : DbContext(options)
{
    public DbSet<Template> Templates => Set<Template>();

    public DbSet<TemplateVersion> TemplateVersions => Set<TemplateVersion>();

    public DbSet<WalletIdentity> WalletIdentities => Set<WalletIdentity>();

    public DbSet<StoredImage> Images => Set<StoredImage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Template>(template =>
        {
            template.ToTable("templates");
            template.HasKey(t => new { t.OrganizationId, t.Id });
            template.Ignore(t => t.Changes);
            template.Ignore(t => t.Status);
            template.Property(t => t.Definition).HasColumnType("json");
            template.Property(t => t.Images).IsJson();
            template.Property(t => t.Warnings).IsJson();
            // The defaults are for rows that a release without drafts writes during a deployment.
            template.Property(t => t.Revision).HasDefaultValue(1).HasSentinel(0).IsConcurrencyToken();
            template.Property(t => t.HasUnpublishedChanges).HasDefaultValue(false);
            template.HasIndex(t => new { t.OrganizationId, t.Id }, "ix_templates_drafts").HasFilter("version = 0 AND deleted_at IS NULL");
            template.HasIndex(t => new { t.OrganizationId, t.Id }, "ix_templates_published").HasFilter("version > 0 AND deleted_at IS NULL");
            template.HasIndex(t => new { t.OrganizationId, t.CreatedAt });
        });
        modelBuilder.Entity<TemplateVersion>(version =>
        {
            version.ToTable("template_versions");
            version.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Version });
            version.Property(v => v.Definition).HasColumnType("json");
            version.Property(v => v.Images).IsJson();
            version.Property(v => v.Warnings).IsJson();
        });
        modelBuilder.Entity<WalletIdentity>(identity =>
        {
            identity.ToTable("wallet_identities");
            identity.HasKey(i => new { i.OrganizationId, i.Id });
            identity.Ignore(i => i.Changes);
            identity.Property(i => i.Version).IsConcurrencyToken();
            // One in use for each pass type identifier and issuer; deleted ones stay for what was signed with them.
            identity.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name }).IsUnique().HasFilter("deleted_at IS NULL");
            identity.HasIndex(i => i.NotAfter).HasFilter("deleted_at IS NULL");
        });
        modelBuilder.Entity<StoredImage>(image =>
        {
            image.ToTable("images");
            image.HasKey(i => new { i.OrganizationId, i.Sha256 });
        });
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }
}
