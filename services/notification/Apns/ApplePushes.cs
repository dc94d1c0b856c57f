using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Background;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;

namespace Passinstance.Notifications.Apns;

/// <summary>Registers what pushes to Apple devices are made of.</summary>
internal static class ApplePushes
{
    internal static void AddApplePushes(this WebApplicationBuilder builder)
    {
        if (!Uri.TryCreate(builder.Configuration["Services:Pass"], UriKind.Absolute, out var address))
            throw new InvalidOperationException("Services:Pass must be the pass service's address. Set Services__Pass, for example http://pass:8080.");
        var services = builder.Services;
        services.TryAddSingleton(ApnsOptions.From(builder.Configuration));
        services.AddHttpClient(nameof(PushIdentities), http =>
        {
            http.BaseAddress = address;
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = 256 * 1024;
        });
        services.AddSingleton(provider => new PushIdentities(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(PushIdentities)), provider.GetRequiredService<SecretBox>(),
            provider.GetRequiredService<ApnsOptions>(), provider.GetRequiredService<TimeProvider>()));
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
