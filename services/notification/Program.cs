using Passinstance.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Messaging.Bus;

await using var app = NotificationService.Build(args);
if (!await app.MigrateIfAskedAsync<NotificationsDbContext>(args))
    await app.RunAsync();
