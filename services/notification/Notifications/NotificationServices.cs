using Passinstance.Background;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.Notifications;

internal static class NotificationServices
{
    internal static void AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions>().BindConfiguration("Notifications").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<NotificationStore>();
        services.AddScoped<ContentVersionStore>();
        services.AddScoped<NotificationStep>();
        services.AddSingleton<WorkSignal<NotificationWorker>>();
        services.AddHostedService<NotificationWorker>();
        services.AddExport("pushNotification", ExportPushNotifications.ReadAsync);
        services.AddRetention(NotificationStore.OfEndedNotifications("notification_devices"));
        services.AddRetention(NotificationStore.OfEndedNotifications("notification_passes"));
    }
}
