using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Persistence;
using Passinstance.Templates.Images;
using Passinstance.Templates.Templates;

namespace Passinstance.Templates.Persistence;

/// <summary>The template service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class TemplatesDbContext(DbContextOptions<TemplatesDbContext> options) : DbContext(options)
{
    public DbSet<Template> Templates => Set<Template>();

    public DbSet<StoredImage> Images => Set<StoredImage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Template>(template =>
        {
            template.ToTable("templates");
            template.HasKey(t => new { t.OrganizationId, t.Id });
            template.Ignore(t => t.Changes);
            template.Property(t => t.Definition).HasColumnType("json");
            template.Property(t => t.Images).IsJson();
            template.Property(t => t.Warnings).IsJson();
            template.Property(t => t.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<StoredImage>(image =>
        {
            image.ToTable("images");
            image.HasKey(i => new { i.OrganizationId, i.Sha256 });
        });
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCaseNames();
    }
}
