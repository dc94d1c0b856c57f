using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>A pass that carries a notification's message: it was heard of here.</summary>
internal sealed class NotificationPass
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    public Guid PassId { get; private init; }

    /// <summary>Apple's devices that hold it.</summary>
    public int Devices { get; private init; }
}

/// <summary>A device that is told of a notification's message on one of its passes, and what became of that.</summary>
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
    /// Which of the changes that the device's push stands for this is: a push that was under way when it was asked for does not count for it.
    /// See <see cref="ApplePush.Requests"/>.
    /// </summary>
    public int Request { get; private init; }

    public string Status { get; private init; } = Pending;

    /// <summary>Apple's word for a rejection, or ours.</summary>
    public string? Reason { get; private init; }
}

/// <summary>The rows of what is delivered: one a pass, one a device of the pass.</summary>
internal static class NotificationDelivery
{
    internal static void AddNotifications(this ModelBuilder model)
    {
        model.Entity<NotificationPass>(pass =>
        {
            pass.ToTable("notification_passes");
            pass.HasKey(p => new { p.OrganizationId, p.NotificationId, p.PassId });
        });
        model.Entity<NotificationDevice>(device =>
        {
            device.ToTable("notification_devices");
            device.HasKey(d => new { d.OrganizationId, d.NotificationId, d.PassId, d.PushToken });
            device.Property(d => d.Status).HasMaxLength(16);
            // Only what waits: found by the push that settles it.
            device.HasIndex(d => new { d.OrganizationId, d.PushToken }, "ix_notification_devices_pending").HasFilter("status = 'pending'");
        });
    }

    /// <summary>Counts as rejected what waits for longer than a notification lasts.</summary>
    internal static Task<int> GiveUpAsync(NotificationsDbContext db, PushNotification notification, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             WITH given_up AS (
                 UPDATE google_messages SET status = 'rejected', reason = 'not_taken_in_24_hours', header = '', body = '', localized = NULL, settled_at = clock_timestamp()
                 WHERE organization_id = {notification.OrganizationId} AND notification_id = {notification.Id} AND status = 'pending')
             UPDATE notification_devices d SET status = 'rejected', reason = coalesce((
                 SELECT 'certificate_' || t.reason FROM apple_topics t
                 WHERE t.organization_id = d.organization_id AND t.pass_type_identifier = d.pass_type_identifier AND t.stopped_at IS NOT NULL), 'not_taken_in_24_hours')
             WHERE d.organization_id = {notification.OrganizationId} AND d.notification_id = {notification.Id} AND d.status = 'pending'
             """,
            cancellationToken);
}
