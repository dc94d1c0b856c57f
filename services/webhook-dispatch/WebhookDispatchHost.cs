using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Idempotency;
using Passinstance.Security;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Portal;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class WebhookDispatchHost
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
            messaging.Announce<WebhookEndpoint, WebhookEndpointEventMapper>();
            messaging.AddConsumer<PublicEventConsumer<TemplateCreated>>();
            messaging.AddConsumer<PublicEventConsumer<TemplateUpdated>>();
            messaging.AddConsumer<PublicEventConsumer<TemplateDeleted>>();
            messaging.AddConsumer<PublicEventConsumer<CertificateExpiring>>();
            messaging.AddConsumer<PublicEventConsumer<PassCreated>>();
            messaging.AddConsumer<PublicEventConsumer<PassUpdated>>();
            messaging.AddConsumer<PublicEventConsumer<PassVoided>>();
            messaging.AddConsumer<PublicEventConsumer<PassDeleted>>();
            messaging.AddConsumer<PublicEventConsumer<PassInstalled>>();
            messaging.AddConsumer<PublicEventConsumer<PassUninstalled>>();
            messaging.AddConsumer<PublicEventConsumer<CertificateRejected>>();
            messaging.AddConsumer<PublicEventConsumer<BatchCompleted>>();
            messaging.AddConsumer<PublicEventConsumer<PushNotificationCompleted>>();
            messaging.AddConsumer<PublicEventConsumer<WebhookEndpointDisabled>>();
        });
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, PortalAuthentication>(PortalAuthentication.SchemeName, configureOptions: null);
        builder.Services.AddScoped<WebhookEndpointRules>();
        builder.Services.AddDispatching();
        builder.Services.AddSingleton<DispatchRetention>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DispatchRetention>());

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseIdempotency();
        app.MapWebhookEndpoints();
        app.MapPortal();
        return app;
    }

    private static void AddDispatching(this IServiceCollection services)
    {
        services.TryAddSingleton(new DispatchClock());
        services.TryAddSingleton(new DispatchLimits());
        services.AddSingleton<DispatchMetrics>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<OutcomeStore>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<OutcomeRecorder>();
        // Services stop in reverse order: the worker hands its last outcomes to a recorder that still runs.
        services.AddHostedService(provider => provider.GetRequiredService<OutcomeRecorder>());
        services.AddHostedService<DeliveryWorker>();
    }
}
