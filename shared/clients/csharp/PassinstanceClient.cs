namespace Passinstance.Client;

/// <summary>
/// The Passinstance API: every operation of its document, with retries that keep to what the server asks for, and an idempotency key for
/// every request that has an effect, so that a repeated request has it once. Keep one for the life of the program; it is safe to use from
/// several threads.
/// </summary>
public sealed class PassinstanceClient : PassinstanceApi, IDisposable
{
    private readonly HttpClient _http;

    private PassinstanceClient(HttpClient http)
        : base(http) => _http = http;

    /// <summary>Makes a client.</summary>
    /// <param name="baseUrl">The API with its version, for example <c>https://api.passinstance.com/api/v1</c>.</param>
    /// <param name="apiKey">An API key or an access token.</param>
    /// <param name="retries">How often and how long to try again; null for the defaults.</param>
    /// <param name="transport">What sends the requests; null for a handler of its own that renews its connections.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static PassinstanceClient Create(Uri baseUrl, string apiKey, RetryOptions? retries = null, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        transport ??= new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var http = new HttpClient(new RetryingHandler(retries ?? new RetryOptions(), transport))
        {
            // Paths are appended to it, which takes a slash at its end.
            BaseAddress = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/"),
        };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {apiKey}");
        http.DefaultRequestHeaders.Add("User-Agent", "passinstance-csharp/1.0.0");
        return new PassinstanceClient(http);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
