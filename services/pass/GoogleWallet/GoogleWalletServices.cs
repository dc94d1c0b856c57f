using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Retention;
using Passinstance.Security.Outbound;

namespace Passinstance.Passes.GoogleWallet;

internal static class GoogleWalletServices
{
    // An hour after they expired, for clocks that differ.
    private static readonly TimeSpan NonceAge = TimeSpan.FromHours(1);

    internal static void AddGoogleWallet(this IServiceCollection services)
    {
        services.AddOptions<GoogleCallbackOptions>().BindConfiguration("GoogleWallet").ValidateDataAnnotations().ValidateOnStart();
        // A singleton uses it: connections are renewed by their own lifetime instead of by the handler's.
        services.AddHttpClient<GoogleKeyClient>(http =>
        {
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = 256 * 1024;
        }).UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5))
            .WithoutCertificateDownloads().SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddSingleton<GoogleRootKeys>();
        services.AddSingleton<GoogleCallbackMetrics>();
        services.AddScoped<GoogleCallbackStore>();
        services.AddRetention(OldRows.Of("nonces of Google's callbacks", "google_callback_nonces", "expires_at", NonceAge));
    }

    internal static void AddGoogleWallet(this MessagingBuilder messaging) => messaging.AddConsumer<GoogleObjectStoredConsumer>();
}
