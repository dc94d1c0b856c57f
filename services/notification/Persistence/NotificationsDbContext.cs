using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.WalletIdentities;
using Passinstance.Persistence.Columns;

namespace Passinstance.Notifications.Persistence;

/// <summary>The notification service's database. Each entity's mapping stands beside the entity.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    public DbSet<PassContentVersion> Contents => Set<PassContentVersion>();

    public DbSet<PushRegistration> Registrations => Set<PushRegistration>();

    public DbSet<ApplePush> Pushes => Set<ApplePush>();

    public DbSet<AppleTopic> Topics => Set<AppleTopic>();

    public DbSet<RejectedToken> RejectedTokens => Set<RejectedToken>();

    public DbSet<GoogleObject> GoogleObjects => Set<GoogleObject>();

    public DbSet<GoogleObjectMessage> GoogleMessages => Set<GoogleObjectMessage>();

    public DbSet<PushNotification> PushNotifications => Set<PushNotification>();

    public DbSet<NotificationPass> NotificationPasses => Set<NotificationPass>();

    public DbSet<NotificationDevice> NotificationDevices => Set<NotificationDevice>();

    public DbSet<WalletIdentityReplica> WalletIdentities => Set<WalletIdentityReplica>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(NotificationsDbContext).Assembly);
        modelBuilder.AddMessagingTables();
        modelBuilder.UseWireNames();
        modelBuilder.UseSnakeCaseNames();
    }
}
