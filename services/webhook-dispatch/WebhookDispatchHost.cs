using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Restores;
using Passinstance.Security;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Portal;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks;

/// <summary>The service: its parts and its routes. Tests host the same one.</summary>
internal static class WebhookDispatchHost
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults("webhook-dispatch");
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddEventLinks();
        builder.AddOutbound();
        builder.AddMessaging<WebhooksDbContext>("webhook-dispatch", messaging =>
        {
            messaging.AddEventMapper<WebhookEndpoint, WebhookEndpointDomainEvent, WebhookEndpointEventMapper>();
            messaging.AddPublicEventConsumers();
            messaging.AddConsumer<PassErasureRequestedConsumer>();
            messaging.AddConsumer<RetentionChangedConsumer>();
        }, maxPoolSize: 20);
        builder.Services.AddRestoreStep<PositionStep>();
        builder.Services.AddRestoreStep<LostEventStep>();
        builder.Services.AddWebhookEndpoints();
        builder.Services.AddDeliveries();
        builder.Services.AddDispatching();
        builder.Services.AddPortal();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseForwardedAddress();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseBodyValues();
        app.UseAuditLog();
        app.UseIdempotency();
        app.MapWebhookEndpoints();
        app.MapDeliveries();
        app.MapEvents();
        app.MapPortal();
        app.MapAuditLog();
        app.MapExports();
        app.MapDeadLetters();
        app.MapQuotaUsage(WebhookUsage.ReadAsync);
        return app;
    }
}
