using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Persistence;
using Passinstance.Notifications.Contents;

namespace Passinstance.Notifications.Persistence;

/// <summary>The notification service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    public DbSet<PassContentVersion> Contents => Set<PassContentVersion>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PassContentVersion>(content =>
        {
            content.ToTable("pass_content_versions");
            content.HasKey(c => new { c.OrganizationId, c.PassId });
        });
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCaseNames();
    }
}
