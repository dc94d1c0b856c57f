using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Passinstance.Notifications.WalletIdentities;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Finds the service account of an issuer and keeps it in memory for five minutes.</summary>
internal sealed class GoogleAccounts(IServiceScopeFactory scopes, IOptions<GoogleOptions> options, GoogleApi api, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Issuer, (GoogleCredential Credential, long FoundAt)> _known = new();

    /// <summary>Null when the organization has no account for the issuer.</summary>
    /// <exception cref="HttpRequestException">The template service does not respond, and there is no replica; the work is tried
    /// again.</exception>
    internal async Task<GoogleCredential?> FindAsync(Issuer issuer, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(issuer, out var known) && time.GetElapsedTime(known.FoundAt) < Lifetime)
            return known.Credential;
        await using var scope = scopes.CreateAsyncScope();
        var identities = scope.ServiceProvider.GetRequiredService<WalletIdentityClient>();
        if (await identities.FindGoogleAsync(issuer.OrganizationId, issuer.IssuerId, cancellationToken) is not { } identity)
            return null;
        var found = new GoogleCredential(
            identity.ClientEmail!, identity.KeyId, identities.OpenPrivateKey(identity), options.Value, api.Handler, time);
        // The same key keeps its access token.
        var credential = known.Credential?.Fingerprint == found.Fingerprint ? known.Credential : found;
        _known[issuer] = (credential, time.GetTimestamp());
        return credential;
    }

    /// <summary>The next search asks the template service: there may be another key.</summary>
    internal void Forget(Issuer issuer) => _known.TryRemove(issuer, out _);
}
