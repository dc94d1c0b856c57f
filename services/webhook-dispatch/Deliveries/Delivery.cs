using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Webhooks.Events;

namespace Passinstance.Webhooks.Deliveries;

internal enum DeliveryStatus
{
    /// <summary>Due now or later, or in progress.</summary>
    Pending,
    /// <summary>The receiver answered 2xx.</summary>
    Delivered,
    /// <summary>No attempt is left, or the receiver asked for none.</summary>
    Failed,
}

/// <summary>Why an attempt is made.</summary>
internal enum DeliveryTrigger
{
    /// <summary>The event was published.</summary>
    Event,
    /// <summary>This delivery was sent again by a request.</summary>
    Resend,
    /// <summary>All failed deliveries of a span are sent again.</summary>
    Recover,
    /// <summary>There was no delivery: the endpoint was disabled or subscribed to other events.</summary>
    Replay,
    /// <summary>A test event.</summary>
    Test,
}

/// <summary>One event for one endpoint.</summary>
internal sealed class Delivery
{
    public Guid OrganizationId { get; private init; }

    public Guid EndpointId { get; private init; }

    public Guid EventId { get; private init; }

    /// <summary>The event's type, kept when the event is deleted.</summary>
    public string EventType { get; private init; } = "";

    public DeliveryStatus Status { get; private init; }

    public DeliveryTrigger Trigger { get; private init; }

    /// <summary>Number of attempts so far.</summary>
    public int Attempts { get; private init; }

    /// <summary>Attempts made in the current schedule; recovery starts it anew.</summary>
    public int Step { get; private init; }

    /// <summary>0 for first attempts, 1 for retries, so that many retries never delay a new event.</summary>
    public short Lane { get; private init; }

    /// <summary>Earliest time of the next claim, by the database's clock; a claim moves it to the end of its lease.</summary>
    public DateTimeOffset? NextAttemptAt { get; private init; }

    /// <summary>The claim that holds it; only that claim may record a result.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>Status code of the last response.</summary>
    public int? LastStatusCode { get; private init; }

    /// <summary>Class of the last error, never its text, which could reveal our network.</summary>
    public string? LastError { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? FirstAttemptAt { get; private init; }

    public DateTimeOffset? DeliveredAt { get; private init; }

    internal static Delivery Create(RecordedEvent recorded, Guid endpointId, DeliveryTrigger trigger) => new()
    {
        OrganizationId = recorded.OrganizationId,
        EndpointId = endpointId,
        EventId = recorded.Id,
        EventType = recorded.Type,
        Trigger = trigger,
    };
}

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(d => new { d.OrganizationId, d.EndpointId, d.EventId });
        builder.Property(d => d.CreatedAt).HasDefaultValueSql("clock_timestamp()");
        builder.Property(d => d.NextAttemptAt).HasDefaultValueSql("clock_timestamp()");
        // Partial indexes of the work that is left; the many delivered rows are in none.
        builder.HasIndex(d => new { d.Lane, d.OrganizationId, d.EndpointId, d.NextAttemptAt }, "ix_deliveries_due")
            .HasFilter("status = 'pending'");
        builder.HasIndex(d => new { d.OrganizationId, d.EndpointId }, "ix_deliveries_claimed").HasFilter("claim_id IS NOT NULL");
        builder.HasIndex(d => new { d.OrganizationId, d.EndpointId, d.EventId }, "ix_deliveries_failed").HasFilter("status = 'failed'");
        builder.HasIndex(d => d.CreatedAt).HasMethod("brin");
    }
}
