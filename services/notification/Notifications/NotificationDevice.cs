using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.Notifications;

/// <summary>A device that is pushed because one of its passes has a notification's message, and the outcome.</summary>
internal sealed class NotificationDevice
{
    internal const string Pending = "pending";
    internal const string Accepted = "accepted";
    internal const string Rejected = "rejected";

    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    public Guid PassId { get; private init; }

    public string PushToken { get; private init; } = "";

    public string PassTypeIdentifier { get; private init; } = "";

    /// <summary>
    /// The number of this change among those that the device's next push stands for (<see cref="Apns.ApplePush.Requests"/>): a push that
    /// was in progress before does not count for it.
    /// </summary>
    public int Request { get; private init; }

    public string Status { get; private init; } = Pending;

    /// <summary>Why it was rejected: Apple's reason, or ours.</summary>
    public string? Reason { get; private init; }
}

internal sealed class NotificationDeviceConfiguration : IEntityTypeConfiguration<NotificationDevice>
{
    public void Configure(EntityTypeBuilder<NotificationDevice> builder)
    {
        builder.ToTable("notification_devices");
        builder.HasKey(d => new { d.OrganizationId, d.NotificationId, d.PassId, d.PushToken });
        // Only what waits; the push that settles it finds it by the token.
        builder.HasIndex(d => new { d.OrganizationId, d.PushToken }, "ix_notification_devices_pending").HasFilter("status = 'pending'");
    }
}
