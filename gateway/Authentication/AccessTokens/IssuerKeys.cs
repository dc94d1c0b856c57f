using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// The published keys of an external issuer: read on first use, hourly in the background, and when a token has an unknown key id, at most
/// twice a minute. While the issuer does not respond, the last keys stay in use.
/// </summary>
internal sealed class IssuerKeys
{
    public const string ClientName = "issuer";
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _configuration;
    private int _failures;
    private long _refreshedAt;
    private Task? _refresh;

    public IssuerKeys(string authority, IHttpClientFactory http, bool requireHttps, TimeProvider time)
    {
        _time = time;
        _configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{authority.TrimEnd('/')}/.well-known/openid-configuration",
            new ConfigurationRetriever(authority, () => Interlocked.Increment(ref _failures)),
            new DocumentRetriever(http, requireHttps))
        {
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            RefreshInterval = BaseConfigurationManager.MinimumRefreshInterval,
        };
    }

    /// <summary>The keys with <paramref name="keyId"/>.</summary>
    /// <exception cref="InvalidOperationException">The keys have never been read, and the issuer does not respond properly now.</exception>
    public async ValueTask<IReadOnlyCollection<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var configuration = await _configuration.GetConfigurationAsync(cancellationToken);
        if (Select(configuration, keyId) is { Count: > 0 } keys)
            return keys;

        await RefreshAsync(configuration).WaitAsync(cancellationToken);
        return Select(await _configuration.GetConfigurationAsync(cancellationToken), keyId);
    }

    private static List<SecurityKey> Select(OpenIdConnectConfiguration configuration, string keyId) =>
        [.. configuration.SigningKeys.Where(key => key.KeyId == keyId)];

    // One refresh at a time serves all waiting requests. Soon after one, there is no other.
    private Task RefreshAsync(OpenIdConnectConfiguration known)
    {
        lock (_lock)
        {
            if (_refresh is null || (_refresh.IsCompleted && _time.GetElapsedTime(_refreshedAt) >= MinRefreshInterval))
            {
                _refreshedAt = _time.GetTimestamp();
                _refresh = RequestRefreshAsync(known);
            }

            return _refresh;
        }
    }

    // The manager refreshes in the background and reports neither success nor failure.
    private async Task RequestRefreshAsync(OpenIdConnectConfiguration known)
    {
        var failures = Volatile.Read(ref _failures);
        var started = TimeProvider.System.GetTimestamp();
        _configuration.RequestRefresh();
        while (await _configuration.GetConfigurationAsync(CancellationToken.None) == known && Volatile.Read(ref _failures) == failures &&
            TimeProvider.System.GetElapsedTime(started) < RefreshTimeout)
        {
            await Task.Delay(PollInterval);
        }
    }

    // Checks that the metadata is the issuer's own, and counts failures.
    private sealed class ConfigurationRetriever(string authority, Action onFailure) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
            string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            try
            {
                var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
                return configuration.Issuer == authority
                    ? configuration
                    : throw new InvalidOperationException($"The metadata of {authority} names the issuer '{configuration.Issuer}'.");
            }
            catch
            {
                onFailure();
                throw;
            }
        }
    }

    // Requests with the factory's client, which limits time and size.
    private sealed class DocumentRetriever(IHttpClientFactory http, bool requireHttps) : IDocumentRetriever
    {
        public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            if (requireHttps && !address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                throw new IOException($"The address {address} is not an https address.");

            using var client = http.CreateClient(ClientName);
            return await client.GetStringAsync(address, cancel);
        }
    }
}
