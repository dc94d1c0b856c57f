using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.Notifications;

/// <summary>A pass that has a notification's message.</summary>
internal sealed class NotificationPass
{
    public Guid OrganizationId { get; private init; }

    public Guid NotificationId { get; private init; }

    public Guid PassId { get; private init; }

    /// <summary>Apple devices that hold the pass.</summary>
    public int Devices { get; private init; }
}

internal sealed class NotificationPassConfiguration : IEntityTypeConfiguration<NotificationPass>
{
    public void Configure(EntityTypeBuilder<NotificationPass> builder)
    {
        builder.ToTable("notification_passes");
        builder.HasKey(p => new { p.OrganizationId, p.NotificationId, p.PassId });
    }
}
