using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Persistence.Columns;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Persistence;

/// <summary>The webhook-dispatch service's database. Each entity's mapping stands beside the entity.</summary>
internal sealed class WebhooksDbContext(DbContextOptions<WebhooksDbContext> options) : DbContext(options)
{
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookSecret> WebhookSecrets => Set<WebhookSecret>();

    public DbSet<WebhookEndpointState> WebhookEndpointStates => Set<WebhookEndpointState>();

    public DbSet<RecordedEvent> Events => Set<RecordedEvent>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<Attempt> Attempts => Set<Attempt>();

    public DbSet<RetentionSettings> RetentionSettings => Set<RetentionSettings>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(WebhooksDbContext).Assembly);
        modelBuilder.AddMessagingTables();
        modelBuilder.UseWireNames();
        modelBuilder.UseSnakeCaseNames();
    }
}
