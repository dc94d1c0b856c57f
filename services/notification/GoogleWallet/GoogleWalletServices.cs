using Passinstance.Background;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.GoogleWallet;

internal static class GoogleWalletServices
{
    internal static void AddGoogleWallet(this IServiceCollection services)
    {
        services.AddOptions<GoogleOptions>().BindConfiguration("GoogleWallet").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GoogleAccounts>();
        services.AddSingleton<GoogleApi>();
        services.AddSingleton<GoogleQuotaStore>();
        services.AddSingleton<GoogleQuota>();
        services.AddSingleton<GoogleMetrics>();
        services.AddScoped<GoogleQueueStore>();
        services.AddSingleton<GoogleStore>();
        services.AddSingleton<IssuerStore>();
        services.AddSingleton<GoogleSync>();
        services.AddSingleton<WorkSignal<GoogleWorker>>();
        services.AddSingleton<SuspendedIssuers>();
        services.AddSingleton<GoogleRecorder>();
        // Services stop in reverse order: the worker stops first and hands its last results to a recorder that still runs.
        services.AddHostedService(provider => provider.GetRequiredService<GoogleRecorder>());
        services.AddHostedService<GoogleWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SuspendedIssuers>());
        services.AddRestoreStep<GoogleStep>();
        services.AddRetention(OldRows.Of("outcomes of Google Wallet messages", "google_messages", "settled_at", TimeSpan.FromDays(14)));
    }
}
