using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Idempotency;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Portal;
using Passinstance.Webhooks.Receivers;
using Passinstance.Webhooks.Retention;
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
            messaging.Announce<Receiver, ReceiverAnnouncer>();
            messaging.Hear<PublicEventConsumer<TemplateCreated>>();
            messaging.Hear<PublicEventConsumer<TemplateUpdated>>();
            messaging.Hear<PublicEventConsumer<TemplateDeleted>>();
            messaging.Hear<PublicEventConsumer<CertificateExpiring>>();
            messaging.Hear<PublicEventConsumer<PassCreated>>();
            messaging.Hear<PublicEventConsumer<PassUpdated>>();
            messaging.Hear<PublicEventConsumer<PassVoided>>();
            messaging.Hear<PublicEventConsumer<PassDeleted>>();
            messaging.Hear<PublicEventConsumer<PassInstalled>>();
            messaging.Hear<PublicEventConsumer<PassUninstalled>>();
            messaging.Hear<PublicEventConsumer<CertificateRejected>>();
            messaging.Hear<PublicEventConsumer<BatchCompleted>>();
            messaging.Hear<PublicEventConsumer<PushNotificationCompleted>>();
            messaging.Hear<PublicEventConsumer<ReceiverDisabled>>();
        });
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, PortalAuthentication>(PortalAuthentication.SchemeName, configureOptions: null);
        builder.Services.AddScoped<ReceiverRules>();
        builder.Services.AddDispatching();
        builder.Services.AddSingleton<RetentionJob>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RetentionJob>());

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseIdempotency();
        app.MapReceivers();
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
