using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Idempotency;
using Passinstance.Notifications.Contents;
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
        builder.AddMessaging<NotificationsDbContext>("notification", messaging => messaging.Hear<WalletContentChangedConsumer>());

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseIdempotency();
        return app;
    }
}
