using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Events;

/// <summary>How long an organization keeps its events and deliveries, as the pass service has published it.</summary>
internal sealed class RetentionSettings
{
    public Guid OrganizationId { get; private init; }

    /// <summary>Days for events; null: as long as the deployment keeps them.</summary>
    public int? EventDays { get; private init; }

    /// <summary>Days for deliveries and attempts; null: as long as the deployment keeps them.</summary>
    public int? DeliveryDays { get; private init; }

    /// <summary>The newest version that arrived.</summary>
    public int Version { get; private init; }
}

internal sealed class RetentionSettingsConfiguration : IEntityTypeConfiguration<RetentionSettings>
{
    public void Configure(EntityTypeBuilder<RetentionSettings> builder)
    {
        builder.ToTable("retention_settings");
        builder.HasKey(s => s.OrganizationId);
    }
}

/// <summary>Records an organization's settings, unless newer ones have arrived before.</summary>
internal sealed class RetentionChangedConsumer(WebhooksDbContext db) : IConsumer<RetentionChanged>
{
    public Task Consume(ConsumeContext<RetentionChanged> context)
    {
        var changed = context.Message;
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO retention_settings (organization_id, event_days, delivery_days, version)
             VALUES ({changed.OrganizationId}, {changed.EventDays}, {changed.DeliveryDays}, {changed.Version})
             ON CONFLICT (organization_id) DO UPDATE SET event_days = excluded.event_days, delivery_days = excluded.delivery_days,
                 version = excluded.version
             WHERE retention_settings.version < excluded.version
             """,
            context.CancellationToken);
    }
}
