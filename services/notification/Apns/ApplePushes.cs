using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Background;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.Apns;

/// <summary>Registers what pushes to Apple devices are made of.</summary>
internal static class ApplePushes
{
    internal static void AddApplePushes(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(ApnsOptions.From(builder.Configuration));
        services.AddSingleton<PushIdentities>();
        services.AddSingleton(provider => new ApnsChannels(
            provider.GetRequiredService<PushIdentities>(), provider.GetRequiredService<ApnsOptions>(), provider.GetRequiredService<OutboundAddresses>(),
            provider.GetRequiredService<ResolveName>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ApnsMetrics>();
        services.AddSingleton<PushStore>();
        services.AddSingleton<WorkSignal<PushWorker>>();
        services.AddSingleton<PushFailures>();
        services.AddSingleton<PushSender>();
        services.AddSingleton<PushRecorder>();
        // Services stop in reverse order: the worker hands its last outcomes to a recorder that still runs.
        services.AddHostedService(provider => provider.GetRequiredService<PushRecorder>());
        services.AddHostedService<PushWorker>();
        services.AddHostedService<SuspendedTopics>();
        services.AddPushRetention();
    }
}
