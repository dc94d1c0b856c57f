using Passinstance.Messaging.Bus;
using Passinstance.Notifications;
using Passinstance.Notifications.Persistence;

return await ServiceCommand.RunAsync<NotificationsDbContext>(args, NotificationHost.Build);
