using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Persistence.Columns;
using Passinstance.Templates.Images;
using Passinstance.Templates.Templates;
using Passinstance.Templates.WalletIdentities;

namespace Passinstance.Templates.Persistence;

/// <summary>The template service's database. Each entity's configuration is beside the entity.</summary>
internal sealed class TemplatesDbContext(DbContextOptions<TemplatesDbContext> options) : DbContext(options)
{
    public DbSet<Template> Templates => Set<Template>();

    public DbSet<TemplateVersion> TemplateVersions => Set<TemplateVersion>();

    public DbSet<StoredImage> Images => Set<StoredImage>();

    public DbSet<WalletIdentity> WalletIdentities => Set<WalletIdentity>();

    public DbSet<DevelopmentIdentity> DevelopmentIdentities => Set<DevelopmentIdentity>();

    public DbSet<DevelopmentAuthority> DevelopmentAuthorities => Set<DevelopmentAuthority>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(TemplatesDbContext).Assembly);
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }
}
