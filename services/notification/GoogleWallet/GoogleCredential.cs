using System.Security.Cryptography;
using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Google.Apis.Util;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>A service account with its access token, which is renewed a minute before it expires.</summary>
internal sealed class GoogleCredential
{
    private const string Scope = "https://www.googleapis.com/auth/wallet_object.issuer";
    private const string AccountDomain = ".iam.gserviceaccount.com";
    private readonly ServiceAccountCredential _account;

    internal GoogleCredential(
        string clientEmail, string? keyId, string privateKey, GoogleOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{clientEmail}\n{privateKey}")));
        ProjectId = ProjectOf(clientEmail);
        _account = new ServiceAccountCredential(new ServiceAccountCredential.Initializer(clientEmail, options.TokenUrl.ToString())
        {
            Scopes = [Scope],
            KeyId = keyId,
            Clock = new ProvidedClock(time),
            HttpClientFactory = new GuardedHttp(handler),
            // The worker retries.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        }.FromPrivateKey(privateKey));
    }

    /// <summary>Distinguishes keys.</summary>
    internal string Fingerprint { get; }

    /// <summary>The Google Cloud project whose quota the calls are counted against.</summary>
    internal string ProjectId { get; }

    /// <summary>The access token is no longer accepted: the next call gets a new one.</summary>
    internal void ForgetToken() => _account.Token = null;

    /// <exception cref="TokenResponseException">Google rejects the account.</exception>
    /// <exception cref="HttpRequestException">There was no response.</exception>
    internal Task<string> TokenAsync(CancellationToken cancellationToken) =>
        _account.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);

    // The email of a service account names its project; an email of another form counts as a project of its own.
    private static string ProjectOf(string clientEmail) =>
        clientEmail.Split('@') is [_, var domain] && domain.EndsWith(AccountDomain, StringComparison.OrdinalIgnoreCase)
            ? domain[..^AccountDomain.Length]
            : clientEmail;

    private sealed class ProvidedClock(TimeProvider time) : IClock
    {
        public DateTime Now => time.GetLocalNow().DateTime;

        public DateTime UtcNow => time.GetUtcNow().UtcDateTime;
    }

    private sealed class GuardedHttp(HttpMessageHandler handler) : global::Google.Apis.Http.IHttpClientFactory
    {
        public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
        {
            var client = new ConfigurableHttpClient(new ConfigurableMessageHandler(handler) { NumTries = 1 }, disposeHandler: false)
            {
                Timeout = GoogleApi.Timeout,
            };
            foreach (var initializer in args.Initializers)
                initializer.Initialize(client);
            return client;
        }
    }
}
