using Microsoft.Extensions.DependencyInjection.Extensions;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.GoogleWallet;

internal static class GoogleCallbackEndpoints
{
    internal static void AddGoogleCallbacks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(GoogleCallbackOptions.From(builder.Configuration));
        services.AddHttpClient(nameof(GoogleRootKeys), http =>
        {
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = 256 * 1024;
        });
        services.AddSingleton(provider => new GoogleRootKeys(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(GoogleRootKeys)), provider.GetRequiredService<GoogleCallbackOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GoogleRootKeys>>()));
        services.AddSingleton<GoogleCallbackMetrics>();
        // An hour after they expired, for clocks that differ.
        services.AddRetention(OldRows.Of("nonces of Google's callbacks", "google_callback_nonces", "expires_at", TimeSpan.FromHours(1)));
    }

    internal static void MapGoogleCallbacks(this IEndpointRouteBuilder routes) =>
        // Google proves itself by its signature. It is Google's interface, not part of our API's description.
        routes.MapPost("/wallet/google/{organization}/callbacks", ReceiveGoogleCallback.HandleAsync).AllowAnonymous().ExcludeFromDescription();
}
