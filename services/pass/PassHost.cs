using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Background;
using Passinstance.Messaging.Bus;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.AppleWallet;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Bundles;
using Passinstance.Passes.GoogleWallet;
using Passinstance.Passes.HostedPages;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.Passes.WorkBatches;
using Passinstance.Persistence.Idempotency;
using Passinstance.Persistence.Retention;
using Passinstance.Security;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class PassHost
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddMessaging<PassesDbContext>("pass", messaging =>
        {
            messaging.Announce<Pass, PassEventMapper>();
            messaging.Announce<Batch, BatchEventMapper>();
            messaging.AddConsumer<TemplateCreatedConsumer>();
            messaging.AddConsumer<TemplateUpdatedConsumer>();
            messaging.AddConsumer<TemplateDeletedConsumer>();
            messaging.AddConsumer<WalletIdentityChangedConsumer>();
            messaging.Announce<DeviceRegistration, DeviceRegistrationEventMapper>();
            messaging.AddConsumer<PushTokenRejectedConsumer>();
            messaging.AddConsumer<GoogleObjectStoredConsumer>();
            messaging.Announce<PassMessageJob, PassMessageJobEventMapper>();
            messaging.AddConsumer<PushNotificationRequestedConsumer>();
            messaging.AddConsumer<PushNotificationCancelledConsumer>();
        });
        builder.AddTemplateClient();
        builder.Services.AddSingleton<PassSecret>();
        builder.Services.AddSingleton<DevicePasses>();
        builder.Services.AddSingleton<PassPresenter>();
        builder.Services.AddSingleton<PassRenderer>();
        builder.Services.AddSingleton<PreparedTemplates>();
        builder.Services.AddScoped<PassTemplates>();
        builder.Services.AddScoped<SigningIdentityStore>();
        builder.Services.AddScoped<GoogleAccountStore>();
        builder.Services.AddSingleton<WorkSignal<IdentityFetcher>>();
        builder.Services.AddHostedService<IdentityFetcher>();
        builder.Services.AddWorkBatches<TemplateRolloutBatch>();
        builder.Services.AddWorkBatches<PassMessageBatch>();
        builder.Services.AddRetention(OldRows.Of(
            "messages that are in their passes", "pass_message_jobs", "requested_at", TimeSpan.FromDays(14), "(ended_at IS NOT NULL OR request IS NULL)"));
        builder.Services.AddScoped<PassCommandContext>();
        builder.Services.TryAddSingleton(new BatchLimits());
        builder.Services.AddBatches();
        builder.Services.AddPages();
        builder.Services.AddUsage();
        builder.AddGoogleCallbacks();
        builder.Services.AddSingleton<BundleSecret>();
        builder.Services.AddSingleton<BundlePresenter>();

        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseIdempotency();
        app.MapPasses();
        app.MapBatches();
        app.MapBundles();
        app.MapDevices();
        app.MapPages();
        app.MapUsage();
        app.MapGoogleCallbacks();
        return app;
    }
}
