using Passinstance.Contracts.V1;
using Passinstance.GoogleFederation;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Apns;
using Passinstance.Notifications.Diagnosis;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Notifications.WalletIdentities;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Status;
using Passinstance.Security;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Notifications;

/// <summary>The service: its parts and its routes. Tests host the same one.</summary>
internal static class NotificationHost
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults("notification");
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddOutbound();
        builder.AddGoogleFederation();
        builder.AddMessaging<NotificationsDbContext>("notification", messaging =>
        {
            messaging.AddEventMapper<AppleTopic, AppleTopicDomainEvent, AppleTopicEventMapper>();
            messaging.AddEventMapper<PushRegistration, PushRegistrationDomainEvent, PushRegistrationEventMapper>();
            messaging.AddEventMapper<RejectedToken, RejectedTokenDomainEvent, RejectedTokenEventMapper>();
            messaging.AddEventMapper<GoogleObject, GoogleObjectDomainEvent, GoogleObjectEventMapper>();
            messaging.AddEventMapper<PushNotification, PushNotificationDomainEvent, PushNotificationEventMapper>();
            messaging.AddBatchConsumer<WalletContentChangedConsumer>(typeof(WalletContentChanged));
            messaging.AddConsumer<DeviceRegisteredConsumer>();
            messaging.AddConsumer<DeviceUnregisteredConsumer>();
            messaging.AddConsumer<PushNotificationTargetedConsumer>();
            messaging.AddConsumer<PassErasureRequestedConsumer>();
        });
        builder.AddWalletIdentities();
        builder.Services.AddApns();
        builder.Services.AddGoogleWallet();
        builder.Services.AddNotifications();
        builder.Services.AddSingleton<PassPushStore>();
        builder.Services.AddDatabaseValues(NotificationStatus.Values);

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseForwardedAddress();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseBodyValues();
        app.UseAuditLog();
        app.UseIdempotency();
        app.MapNotifications();
        app.MapAuditLog();
        app.MapExports();
        app.MapDeadLetters();
        app.MapDiagnosis();
        return app;
    }
}
