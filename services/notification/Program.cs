using Passinstance.Notifications;
using Passinstance.Notifications.Persistence;
using Passinstance.Messaging.Bus;

await using var app = NotificationHost.Build(args);
if (!await app.RunCommandAsync<NotificationsDbContext>(args))
    await app.RunAsync();
