using Google.Apis.Http;
using Google.Apis.Util;

namespace Passinstance.GoogleFederation;

/// <summary>Lets Google's library send its requests through the guard of outbound requests, once each.</summary>
/// <param name="handler">The guarded connections.</param>
/// <param name="timeout">For a whole request.</param>
public sealed class GuardedHttp(HttpMessageHandler handler, TimeSpan timeout) : global::Google.Apis.Http.IHttpClientFactory
{
    /// <inheritdoc/>
    public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
    {
        var client = new ConfigurableHttpClient(new ConfigurableMessageHandler(handler) { NumTries = 1 }, disposeHandler: false)
        {
            Timeout = timeout,
        };
        foreach (var initializer in args.Initializers)
            initializer.Initialize(client);
        return client;
    }
}

/// <summary>The clock of Google's library.</summary>
/// <param name="time">The time.</param>
public sealed class ProvidedClock(TimeProvider time) : IClock
{
    /// <inheritdoc/>
    public DateTime Now => time.GetLocalNow().DateTime;

    /// <inheritdoc/>
    public DateTime UtcNow => time.GetUtcNow().UtcDateTime;
}
