using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Notifications.Notifications;

internal static class NotificationRoutes
{
    internal static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/push-notifications").RequireScope(Scopes.PushNotificationsRead);
        read.MapGet("/", ListPushNotifications.HandleAsync);
        read.MapGet("/{id}", GetPushNotification.HandleAsync);

        var write = routes.MapGroup("/api/v1/push-notifications").RequireScope(Scopes.PushNotificationsWrite);
        write.MapPost("/", SendPushNotification.HandleAsync);
        write.MapPost("/{id}/cancel", CancelPushNotification.HandleAsync);
    }
}
