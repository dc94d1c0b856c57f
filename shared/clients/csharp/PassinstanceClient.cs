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
    /// <param name="retries">How often and how long to retry; null for the defaults.</param>
    /// <param name="transport">What sends the requests; null for a handler of its own that renews its connections.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static PassinstanceClient Create(Uri baseUrl, string apiKey, RetryOptions? retries = null, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        var client = new PassinstanceClient(Http(baseUrl, retries ?? new RetryOptions(), transport ?? Transport()));
        client._http.DefaultRequestHeaders.Add("Authorization", $"Bearer {apiKey.Trim()}");
        return client;
    }

    /// <summary>Makes a client for an OAuth 2 client, whose access tokens are got and renewed as needed.</summary>
    /// <param name="baseUrl">The API with its version, for example <c>https://api.passinstance.com/api/v1</c>.</param>
    /// <param name="clientId">The id of the OAuth 2 client.</param>
    /// <param name="clientSecret">Its secret.</param>
    /// <param name="scope">The scopes of the access tokens, separated by spaces; null for all of the client's.</param>
    /// <param name="tokenUrl">Where access tokens are got; null for <c>/oauth/token</c> of the API's host.</param>
    /// <param name="retries">How often and how long to retry; null for the defaults.</param>
    /// <param name="transport">What sends the requests; null for a handler of its own that renews its connections.</param>
    /// <exception cref="ArgumentException">The id or the secret is empty.</exception>
    public static PassinstanceClient CreateForClient(Uri baseUrl, string clientId, string clientSecret, string? scope = null,
        Uri? tokenUrl = null, RetryOptions? retries = null, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientSecret);
        retries ??= new RetryOptions();
        return new PassinstanceClient(Http(baseUrl, retries, new AccessTokenHandler(tokenUrl ?? new Uri(baseUrl, "/oauth/token"),
            clientId.Trim(), clientSecret.Trim(), scope, retries.Time, transport ?? Transport())));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Transport() =>
        new() { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false };

    private static HttpClient Http(Uri baseUrl, RetryOptions retries, HttpMessageHandler transport)
    {
        var http = new HttpClient(new RetryingHandler(retries, transport))
        {
            // Paths are appended to it, which takes a slash at its end.
            BaseAddress = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/"),
        };
        http.DefaultRequestHeaders.Add("User-Agent", "passinstance-csharp/1.0.0");
        return http;
    }
}
