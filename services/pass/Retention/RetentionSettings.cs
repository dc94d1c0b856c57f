using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Retention;

internal enum RetentionDomainEvent
{
    /// <summary>The settings have changed.</summary>
    Changed,
}

/// <summary>How long an organization keeps what is not needed any more; null: as long as the deployment keeps it.</summary>
[Audited(IdPrefixes.Organization, Key = nameof(OrganizationId))]
internal sealed class RetentionSettings : Aggregate<RetentionDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    Guid IAggregate.Id => OrganizationId;

    /// <summary>Days after which a deleted pass is emptied.</summary>
    public int? DeletedPassDays { get; private set; }

    /// <summary>Days for ended batches and their results.</summary>
    public int? BatchResultDays { get; private set; }

    /// <summary>Days for events.</summary>
    public int? EventDays { get; private set; }

    /// <summary>Days for deliveries and attempts.</summary>
    public int? DeliveryDays { get; private set; }

    /// <summary>0 before the first change.</summary>
    public int Version { get; private set; }

    public DateTimeOffset? UpdatedAt { get; private set; }

    /// <summary>Publishes them once more, after a restore of a database.</summary>
    internal void Repeat() => Raise(RetentionDomainEvent.Changed);

    /// <summary>Changes what is given; nothing when all of it is as it was.</summary>
    internal void Update(UpdateRetentionRequest request, DateTimeOffset now)
    {
        var (passes, batches) = (request.DeletedPassDays ?? DeletedPassDays, request.BatchResultDays ?? BatchResultDays);
        var (events, deliveries) = (request.EventDays ?? EventDays, request.DeliveryDays ?? DeliveryDays);
        if ((passes, batches, events, deliveries) == (DeletedPassDays, BatchResultDays, EventDays, DeliveryDays))
            return;
        (DeletedPassDays, BatchResultDays, EventDays, DeliveryDays) = (passes, batches, events, deliveries);
        Version++;
        UpdatedAt = now;
        Raise(RetentionDomainEvent.Changed);
    }
}

internal sealed class RetentionSettingsConfiguration : IEntityTypeConfiguration<RetentionSettings>
{
    public void Configure(EntityTypeBuilder<RetentionSettings> builder)
    {
        builder.ToTable("retention_settings");
        builder.HasKey(s => s.OrganizationId);
        builder.Property(s => s.OrganizationId).ValueGeneratedNever();
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
