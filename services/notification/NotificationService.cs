using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Idempotency;
using Passinstance.Messaging.Inbox;
using Passinstance.Notifications.Apple;
using Passinstance.Notifications.Contents;
using Passinstance.Notifications.Google;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Notifications;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class NotificationService
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddOutbound();
        builder.AddMessaging<NotificationsDbContext>("notification", messaging =>
        {
            messaging.Announce<AppleTopic, AppleTopicAnnouncer>();
            messaging.Announce<RejectedToken, RejectedTokenAnnouncer>();
            messaging.Announce<GoogleObject, GoogleObjectAnnouncer>();
            messaging.Hear<WalletContentChangedConsumer>();
            messaging.Hear<DeviceRegisteredConsumer>();
            messaging.Hear<DeviceUnregisteredConsumer>();
            messaging.Announce<PushNotification, PushNotificationAnnouncer>();
            messaging.Hear<PushNotificationTargetedConsumer>();
        });
        builder.AddApplePushes();
        builder.AddGoogleUpdates();
        builder.Services.AddSingleton<WorkSignal<NotificationWorker>>();
        builder.Services.AddScoped<NotificationTurn>();
        builder.Services.AddHostedService<NotificationWorker>();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseIdempotency();
        app.MapNotifications();
        return app;
    }
}
