using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Background;
using Passinstance.Persistence.Retention;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Registers what updates of Google Wallet are made of.</summary>
internal static class GoogleUpdates
{
    internal static void AddGoogleUpdates(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(GoogleOptions.From(builder.Configuration));
        services.AddSingleton<GoogleAccounts>();
        services.AddSingleton<GoogleApi>();
        services.AddSingleton<GoogleQuota>();
        services.AddSingleton<GoogleMetrics>();
        services.AddSingleton<GoogleStore>();
        services.AddSingleton<GoogleSync>();
        services.AddSingleton<GoogleRecorder>();
        services.AddSingleton<WorkSignal<GoogleWorker>>();
        services.AddSingleton<SuspendedIssuers>();
        services.AddHostedService(provider => provider.GetRequiredService<SuspendedIssuers>());
        services.AddHostedService<GoogleWorker>();
        services.AddRetention(OldRows.Of("outcomes of messages in Google Wallet", "google_messages", "settled_at", TimeSpan.FromDays(14)));
    }
}
