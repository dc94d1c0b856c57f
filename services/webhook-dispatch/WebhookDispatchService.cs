using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Receivers;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class WebhookDispatchService
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddOutbound();
        builder.AddMessaging<WebhooksDbContext>("webhook-dispatch", messaging =>
        {
            messaging.Hear<PublicEventConsumer<TemplateCreated>>();
            messaging.Hear<PublicEventConsumer<PassCreated>>();
            messaging.Hear<PublicEventConsumer<PassUpdated>>();
            messaging.Hear<PublicEventConsumer<PassVoided>>();
            messaging.Hear<PublicEventConsumer<PassDeleted>>();
        });
        builder.Services.AddSingleton<DeliveryStore>();
        builder.Services.AddSingleton<DeliverySignal>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddHostedService<DeliveryWorker>();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapReceivers();
        return app;
    }
}
