using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Notifications.WalletIdentities;
using Passinstance.Persistence.Idempotency;
using Passinstance.Security;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Notifications;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class NotificationHost
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
            messaging.Announce<AppleTopic, AppleTopicEventMapper>();
            messaging.Announce<RejectedToken, RejectedTokenEventMapper>();
            messaging.Announce<GoogleObject, GoogleObjectEventMapper>();
            messaging.AddConsumer<WalletContentChangedConsumer>();
            messaging.AddConsumer<DeviceRegisteredConsumer>();
            messaging.AddConsumer<DeviceUnregisteredConsumer>();
            messaging.Announce<PushNotification, PushNotificationEventMapper>();
            messaging.AddConsumer<PushNotificationTargetedConsumer>();
        });
        builder.AddWalletIdentities();
        builder.AddApplePushes();
        builder.AddGoogleUpdates();
        builder.Services.AddSingleton<WorkSignal<NotificationWorker>>();
        builder.Services.AddScoped<NotificationStep>();
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
