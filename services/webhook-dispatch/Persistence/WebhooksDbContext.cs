using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Persistence;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Receivers;

namespace Passinstance.Webhooks.Persistence;

/// <summary>The webhook-dispatch service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class WebhooksDbContext(DbContextOptions<WebhooksDbContext> options) : DbContext(options)
{
    public DbSet<Receiver> Receivers => Set<Receiver>();

    public DbSet<RecordedEvent> Events => Set<RecordedEvent>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Receiver>(receiver =>
        {
            receiver.ToTable("receivers");
            receiver.HasKey(r => new { r.OrganizationId, r.Id });
        });
        modelBuilder.Entity<RecordedEvent>(recorded =>
        {
            recorded.ToTable("events");
            recorded.HasKey(e => new { e.OrganizationId, e.Id });
        });
        modelBuilder.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("deliveries");
            delivery.HasKey(d => new { d.OrganizationId, d.ReceiverId, d.EventId });
            // Words in the column, for whoever reads the table at night.
            delivery.Property(d => d.Status).HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<DeliveryStatus>(text, true)).HasMaxLength(16);
            delivery.Property(d => d.NextAttemptAt).HasDefaultValueSql("clock_timestamp()");
            // Only what is due: delivered rows, however many, are not in it.
            delivery.HasIndex(d => d.NextAttemptAt).HasFilter("status = 'pending'");
        });
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCaseNames();
    }
}
