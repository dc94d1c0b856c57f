using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Notifications.Apns;

internal enum PushRegistrationDomainEvent
{
    /// <summary>The pass service may have lost it.</summary>
    Reported,
}

/// <summary>
/// A device that is pushed when a pass changes: this service's replica, kept by events. The events about one device carry a sequence, so
/// they may arrive in any order. An ended registration is kept for a while without its token, so that an older event that arrives late is
/// recognized.
/// </summary>
internal sealed class PushRegistration : Aggregate<PushRegistrationDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public Guid DeviceId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    /// <summary>Null once the registration has ended.</summary>
    public string? PushToken { get; private init; }

    public long Sequence { get; private init; }

    /// <summary>When Apple answered the last push; null before the first. Set by SQL.</summary>
    public DateTimeOffset? PushedAt { get; private init; }

    /// <summary><c>accepted</c>, or Apple's reason.</summary>
    public string? PushResult { get; private init; }

    /// <summary>For retention of ended registrations.</summary>
    public DateTimeOffset ChangedAt { get; private init; }

    Guid IAggregate.Id => PassId;

    // Its events are ordered by their sequence.
    int IAggregate.Version => 1;

    /// <summary>Publishes what is known of it, after a restore of another database.</summary>
    internal void Report() => Raise(PushRegistrationDomainEvent.Reported);
}

internal sealed class PushRegistrationConfiguration : IEntityTypeConfiguration<PushRegistration>
{
    public void Configure(EntityTypeBuilder<PushRegistration> builder)
    {
        builder.ToTable("push_registrations");
        builder.HasKey(r => new { r.OrganizationId, r.PassId, r.DeviceId });
        builder.HasIndex(r => new { r.OrganizationId, r.DeviceId });
        builder.HasIndex(r => new { r.OrganizationId, r.PushToken }).HasFilter("push_token IS NOT NULL");
        builder.HasIndex(r => r.ChangedAt, "ix_push_registrations_ended").HasFilter("push_token IS NULL");
    }
}
