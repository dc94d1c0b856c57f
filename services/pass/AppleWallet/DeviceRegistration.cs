using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.AppleWallet;

internal enum DeviceRegistrationDomainEventKind
{
    Registered,
    Unregistered,
}

/// <summary>What happened to a registration.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Sequence">Its place among the changes of the device, which outlives the row.</param>
/// <param name="PushToken">The device's push token; empty when it unregistered.</param>
internal sealed record DeviceRegistrationDomainEvent(DeviceRegistrationDomainEventKind Kind, long Sequence, string PushToken);

/// <summary>Which registration.</summary>
internal sealed record DeviceRegistrationKey(Guid OrganizationId, Guid DeviceId, string PassTypeIdentifier, Guid PassId);

/// <summary>A device that is notified when a pass changes.</summary>
internal sealed class DeviceRegistration : Aggregate<DeviceRegistrationDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid DeviceId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    public Guid PassId { get; private init; }

    /// <summary>
    /// The transaction that created it: the pass may have changed since its download, so the device's next list names it.
    /// </summary>
    public long RegisteredIn { get; private init; }

    public DateTimeOffset RegisteredAt { get; private init; }

    Guid IAggregate.Id => PassId;

    // Its events are ordered by their sequence.
    int IAggregate.Version => 1;

    internal static DeviceRegistration Create(Pass pass, Guid deviceId, string pushToken, long sequence, TimeProvider time)
    {
        var registration = new DeviceRegistration
        {
            OrganizationId = pass.OrganizationId,
            DeviceId = deviceId,
            PassTypeIdentifier = pass.PassTypeIdentifier,
            PassId = pass.Id,
            RegisteredAt = time.GetUtcNow(),
        };
        registration.SetPushToken(pushToken, sequence);
        return registration;
    }

    /// <summary>One that is stored, to be published once more.</summary>
    internal static DeviceRegistration Repeat(DeviceRegistrationKey key, string pushToken, long sequence)
    {
        var registration = new DeviceRegistration
        {
            OrganizationId = key.OrganizationId,
            DeviceId = key.DeviceId,
            PassTypeIdentifier = key.PassTypeIdentifier,
            PassId = key.PassId,
        };
        registration.SetPushToken(pushToken, sequence);
        return registration;
    }

    /// <summary>The device has a new push token, which is stored with the device.</summary>
    internal void SetPushToken(string pushToken, long sequence) =>
        Raise(new DeviceRegistrationDomainEvent(DeviceRegistrationDomainEventKind.Registered, sequence, pushToken));

    /// <summary>It ends; the caller deletes it.</summary>
    internal void End(long sequence) =>
        Raise(new DeviceRegistrationDomainEvent(DeviceRegistrationDomainEventKind.Unregistered, sequence, ""));
}

internal sealed class DeviceRegistrationConfiguration : IEntityTypeConfiguration<DeviceRegistration>
{
    public void Configure(EntityTypeBuilder<DeviceRegistration> builder)
    {
        builder.ToTable("device_registrations");
        builder.HasKey(r => new { r.OrganizationId, r.DeviceId, r.PassTypeIdentifier, r.PassId });
        builder.Property(r => r.RegisteredIn).HasDefaultValueSql("pg_current_xact_id()::text::bigint");
    }
}
