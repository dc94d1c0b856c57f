using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Idempotency;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Retention;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Bundles;
using Passinstance.Passes.Chunks;
using Passinstance.Passes.Devices;
using Passinstance.Passes.GoogleCallbacks;
using Passinstance.Passes.Messages;
using Passinstance.Passes.Pages;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Rerendering;
using Passinstance.Passes.SigningIdentities;
using Passinstance.Passes.Templates;
using Passinstance.Passes.Usage;
using Passinstance.ServiceDefaults;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes;

/// <summary>The whole service: what it is made of and which routes it has. Tests host the same one.</summary>
internal static class PassService
{
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        builder.AddInternalIdentity();
        builder.AddSecretBox();
        builder.AddServiceCalls();
        builder.AddMessaging<PassesDbContext>("pass", messaging =>
        {
            messaging.Announce<Pass, PassAnnouncer>();
            messaging.Announce<Batch, BatchAnnouncer>();
            messaging.Hear<TemplateCreatedConsumer>();
            messaging.Hear<TemplateUpdatedConsumer>();
            messaging.Hear<TemplateDeletedConsumer>();
            messaging.Hear<WalletIdentityChangedConsumer>();
            messaging.Announce<DeviceRegistration, RegistrationAnnouncer>();
            messaging.Hear<PushTokenRejectedConsumer>();
            messaging.Hear<GoogleObjectStoredConsumer>();
            messaging.Announce<MessageRun, MessageRunAnnouncer>();
            messaging.Hear<PushNotificationRequestedConsumer>();
            messaging.Hear<PushNotificationCancelledConsumer>();
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
        builder.Services.AddChunks<RerenderChunk>();
        builder.Services.AddChunks<MessageChunk>();
        builder.Services.AddRetention(OldRows.Of(
            "messages that are in their passes", "message_runs", "requested_at", TimeSpan.FromDays(14), "(ended_at IS NOT NULL OR request IS NULL)"));
        builder.Services.AddScoped<PassWork>();
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
