using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.WalletIdentities;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Notifications.Persistence;

/// <summary>The notification service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    public DbSet<PassContentVersion> Contents => Set<PassContentVersion>();

    public DbSet<PushRegistration> Registrations => Set<PushRegistration>();

    public DbSet<ApplePush> Pushes => Set<ApplePush>();

    public DbSet<AppleTopic> Topics => Set<AppleTopic>();

    public DbSet<RejectedToken> RejectedTokens => Set<RejectedToken>();

    public DbSet<GoogleObject> GoogleObjects => Set<GoogleObject>();

    public DbSet<ObjectMessage> GoogleMessages => Set<ObjectMessage>();
    public DbSet<PushNotification> PushNotifications => Set<PushNotification>();

    public DbSet<NotificationPass> NotificationPasses => Set<NotificationPass>();

    public DbSet<NotificationDevice> NotificationDevices => Set<NotificationDevice>();

    public DbSet<WalletIdentityReplica> WalletIdentities => Set<WalletIdentityReplica>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new WalletIdentityReplicaConfiguration());
        modelBuilder.Entity<PassContentVersion>(content =>
        {
            content.ToTable("pass_content_versions");
            content.HasKey(c => new { c.OrganizationId, c.PassId });
        });
        modelBuilder.Entity<PushRegistration>(registration =>
        {
            registration.ToTable("push_registrations");
            registration.HasKey(r => new { r.OrganizationId, r.PassId, r.DeviceId });
            registration.HasIndex(r => new { r.OrganizationId, r.DeviceId });
            registration.HasIndex(r => new { r.OrganizationId, r.PushToken }).HasFilter("push_token IS NOT NULL");
            registration.HasIndex(r => r.ChangedAt, "ix_push_registrations_ended").HasFilter("push_token IS NULL");
        });
        modelBuilder.Entity<ApplePush>(push =>
        {
            push.ToTable("apple_pushes");
            push.HasKey(p => new { p.OrganizationId, p.PassTypeIdentifier, p.PushToken });
            push.HasIndex(p => new { p.OrganizationId, p.PassTypeIdentifier, p.AvailableAt });
            push.HasIndex(p => new { p.OrganizationId, p.PushToken });
        });
        modelBuilder.Entity<AppleTopic>(topic =>
        {
            topic.ToTable("apple_topics");
            topic.HasKey(t => new { t.OrganizationId, t.PassTypeIdentifier });
            topic.Property(t => t.Version).IsConcurrencyToken();
            topic.Ignore(t => t.Changes);
        });
        modelBuilder.Entity<RejectedToken>(rejected =>
        {
            rejected.ToTable("rejected_push_tokens");
            rejected.HasKey(r => new { r.OrganizationId, r.Id });
            rejected.HasIndex(r => r.RejectedAt);
            rejected.Ignore(r => r.Changes);
        });
        modelBuilder.AddGoogle();
        modelBuilder.Entity<PushNotification>(notification =>
        {
            notification.ToTable("push_notifications");
            notification.HasKey(n => new { n.OrganizationId, n.Id });
            notification.Ignore(n => n.Changes);
            notification.Property(n => n.Version).IsConcurrencyToken();
            // Words in the column, for whoever reads the table at night.
            notification.Property(n => n.Status).HasConversion(status => status.ToString().ToLowerInvariant(), word => Enum.Parse<PushNotificationStatus>(word, true)).HasMaxLength(16);
            notification.Property(n => n.Target).IsJson(ApiJson.Options);
            notification.Property(n => n.Filter).IsJson(ApiJson.Options);
            notification.Property(n => n.Text).IsJson(ApiJson.Options);
            notification.Property(n => n.Localized).IsJson(ApiJson.Options);
            notification.Property(n => n.Counts).IsJson(ApiJson.Options);
            notification.HasIndex(n => n.AvailableAt, "ix_push_notifications_open").HasFilter("ended_at IS NULL");
        });
        modelBuilder.AddNotifications();
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }
}
