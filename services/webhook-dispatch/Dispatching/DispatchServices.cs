using Passinstance.Persistence.Retention;
using Passinstance.Persistence.Status;

namespace Passinstance.Webhooks.Dispatching;

internal static class DispatchServices
{
    internal static void AddDispatching(this IServiceCollection services)
    {
        services.AddOptions<DispatchOptions>().BindConfiguration("Dispatching").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DispatchMetrics>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<OutcomeStore>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<OutcomeRecorder>();
        // Services stop in reverse order: the worker stops first and hands its last results to a recorder that still runs.
        services.AddHostedService(provider => provider.GetRequiredService<OutcomeRecorder>());
        services.AddHostedService<DeliveryWorker>();
        services.AddDatabaseValues(DispatchStatus.Values);
        foreach (var rows in RetentionStore.All)
            services.AddRetention(rows);
    }
}
