using System.Security.Cryptography;
using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Passinstance.GoogleFederation;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// A service account with its access token, which is renewed a minute before it expires: by a key of the account, or by workload identity
/// federation.
/// </summary>
internal sealed class GoogleCredential
{
    private const string Scope = "https://www.googleapis.com/auth/wallet_object.issuer";
    private const string AccountDomain = ".iam.gserviceaccount.com";
    private readonly ServiceAccountCredential? _account;
    private readonly FederatedCredential? _federated;

    internal GoogleCredential(
        string clientEmail, string? keyId, string privateKey, GoogleOptions options, HttpMessageHandler handler, TimeProvider time)
        : this(clientEmail, privateKey) =>
        _account = new ServiceAccountCredential(new ServiceAccountCredential.Initializer(clientEmail, options.TokenUrl.ToString())
        {
            Scopes = [Scope],
            KeyId = keyId,
            Clock = new ProvidedClock(time),
            HttpClientFactory = new GuardedHttp(handler, GoogleApi.Timeout),
            // The worker retries.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        }.FromPrivateKey(privateKey));

    internal GoogleCredential(string reference, FederatedCredential federated)
        : this(federated.Email, reference) => _federated = federated;

    private GoogleCredential(string clientEmail, string secret)
    {
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{clientEmail}\n{secret}")));
        ProjectId = ProjectOf(clientEmail);
    }

    /// <summary>Distinguishes keys.</summary>
    internal string Fingerprint { get; }

    /// <summary>The Google Cloud project whose quota the calls are counted against.</summary>
    internal string ProjectId { get; }

    /// <summary>The access token is no longer accepted: the next call gets a new one.</summary>
    internal void ForgetToken()
    {
        _federated?.ForgetTokens();
        _account?.Token = null;
    }

    /// <exception cref="TokenResponseException">Google rejects the account.</exception>
    /// <exception cref="FederationException">Google rejects this installation's token or the account, or it could not be asked.</exception>
    /// <exception cref="HttpRequestException">There was no response.</exception>
    internal Task<string> TokenAsync(CancellationToken cancellationToken) =>
        _federated is { } federated
            ? federated.GetAccessTokenAsync(cancellationToken)
            : _account!.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);

    // The email of a service account names its project; an email of another form counts as a project of its own.
    private static string ProjectOf(string clientEmail) =>
        clientEmail.Split('@') is [_, var domain] && domain.EndsWith(AccountDomain, StringComparison.OrdinalIgnoreCase)
            ? domain[..^AccountDomain.Length]
            : clientEmail;
}
