using Passinstance.Background;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.Apns;

internal static class ApnsServices
{
    // Longer than an event can be late.
    private static readonly TimeSpan Age = TimeSpan.FromDays(14);

    internal static void AddApns(this IServiceCollection services)
    {
        services.AddOptions<ApnsOptions>().BindConfiguration("Apns").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PushIdentities>();
        services.AddSingleton<ApnsChannels>();
        services.AddSingleton<ApnsMetrics>();
        services.AddScoped<RegistrationStore>();
        services.AddScoped<PushQueueStore>();
        services.AddSingleton<PushStore>();
        services.AddSingleton<TopicStore>();
        services.AddSingleton<PushSender>();
        services.AddSingleton<WorkSignal<PushWorker>>();
        services.AddSingleton<SuspendedTopics>();
        services.AddSingleton<PushRecorder>();
        // Services stop in reverse order: the worker stops first and hands its last results to a recorder that still runs.
        services.AddHostedService(provider => provider.GetRequiredService<PushRecorder>());
        services.AddHostedService<PushWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SuspendedTopics>());
        services.AddRestoreStep<RegistrationStep>();
        services.AddRetention(OldRows.Of("ended registrations", "push_registrations", "changed_at", Age, "push_token IS NULL"));
        services.AddRetention(OldRows.Of("rejected push tokens", "rejected_push_tokens", "rejected_at", Age));
    }
}
