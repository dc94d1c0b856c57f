using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging;
using Passinstance.Persistence.Columns;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Persistence;

/// <summary>The webhook-dispatch service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class WebhooksDbContext(DbContextOptions<WebhooksDbContext> options) : DbContext(options)
{
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookSecret> WebhookSecrets => Set<WebhookSecret>();

    public DbSet<WebhookEndpointState> WebhookEndpointStates => Set<WebhookEndpointState>();

    public DbSet<RecordedEvent> Events => Set<RecordedEvent>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<Attempt> Attempts => Set<Attempt>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<WebhookEndpoint>(endpoint =>
        {
            endpoint.ToTable("webhook_endpoints");
            endpoint.HasKey(r => new { r.OrganizationId, r.Id });
            endpoint.Property(r => r.Version).IsConcurrencyToken();
            endpoint.Ignore(r => r.Changes);
            IsWord(endpoint.Property(r => r.DisabledReason));
        });
        modelBuilder.Entity<WebhookSecret>(secret =>
        {
            secret.ToTable("webhook_secrets");
            secret.HasKey(s => new { s.OrganizationId, s.EndpointId, s.Id });
        });
        modelBuilder.Entity<WebhookEndpointState>(state =>
        {
            state.ToTable("webhook_endpoint_states", table => table.HasComment("Written at every claim and outcome."));
            state.HasKey(s => new { s.OrganizationId, s.EndpointId });
            state.Property(s => s.TokensAt).HasDefaultValueSql("clock_timestamp()");
        });
        modelBuilder.Entity<RecordedEvent>(recorded =>
        {
            recorded.ToTable("events");
            recorded.HasKey(e => new { e.OrganizationId, e.Id });
            recorded.Property(e => e.RecordedAt).HasDefaultValueSql("clock_timestamp()");
            recorded.Property(e => e.TransactionId).HasDefaultValueSql("pg_current_xact_id()::text::bigint");
            recorded.HasIndex(e => new { e.OrganizationId, e.TransactionId, e.Id });
            // Written in the order of time: a few kilobytes serve retention.
            recorded.HasIndex(e => e.RecordedAt).HasMethod("brin");
        });
        modelBuilder.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("deliveries");
            delivery.HasKey(d => new { d.OrganizationId, d.EndpointId, d.EventId });
            IsWord(delivery.Property(d => d.Status));
            IsWord(delivery.Property(d => d.Trigger));
            delivery.Property(d => d.CreatedAt).HasDefaultValueSql("clock_timestamp()");
            delivery.Property(d => d.NextAttemptAt).HasDefaultValueSql("clock_timestamp()");
            // Only what is to be done: delivered rows, however many, are in neither.
            delivery.HasIndex(d => new { d.Lane, d.OrganizationId, d.EndpointId, d.NextAttemptAt }, "ix_deliveries_due").HasFilter("status = 'pending'");
            delivery.HasIndex(d => new { d.OrganizationId, d.EndpointId }, "ix_deliveries_claimed").HasFilter("claim_id IS NOT NULL");
            delivery.HasIndex(d => new { d.OrganizationId, d.EndpointId, d.EventId }, "ix_deliveries_failed").HasFilter("status = 'failed'");
            delivery.HasIndex(d => d.CreatedAt).HasMethod("brin");
        });
        modelBuilder.Entity<Attempt>(attempt =>
        {
            attempt.ToTable("attempts");
            attempt.HasKey(a => new { a.OrganizationId, a.EndpointId, a.EventId, a.Number });
            IsWord(attempt.Property(a => a.Trigger));
            attempt.HasIndex(a => a.StartedAt).HasMethod("brin");
        });
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }

    // Words in the column, for whoever reads the table at night.
    private static void IsWord<TEnum>(PropertyBuilder<TEnum> property)
        where TEnum : struct, Enum =>
        property.HasConversion(value => WebhookResponse.Word(value), text => Enum.Parse<TEnum>(text, true)).HasMaxLength(16);

    private static void IsWord<TEnum>(PropertyBuilder<TEnum?> property)
        where TEnum : struct, Enum =>
        property.HasConversion(value => WebhookResponse.Word(value!.Value), text => Enum.Parse<TEnum>(text, true)).HasMaxLength(16);
}
