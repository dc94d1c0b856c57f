using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Passinstance.GoogleFederation;
using Passinstance.Notifications.WalletIdentities;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Finds the service account of an issuer and keeps it in memory for five minutes.</summary>
internal sealed class GoogleAccounts(
    IServiceScopeFactory scopes, IOptions<GoogleOptions> options, GoogleApi api, FederationRegistry federation, TimeProvider time)
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
        var found = Open(identity, identities.OpenSecret(identity));
        // The same key keeps its access token.
        var credential = known.Credential?.Fingerprint == found.Fingerprint ? known.Credential : found;
        _known[issuer] = (credential, time.GetTimestamp());
        return credential;
    }

    /// <summary>The next search asks the template service: there may be another key.</summary>
    internal void Forget(Issuer issuer) => _known.TryRemove(issuer, out _);

    // In the place of a private key, the reference says how the account is acted for.
    private GoogleCredential Open(WalletIdentityReplica identity, string secret) => identity.IsExternal
        ? new GoogleCredential(secret, federation.Open(
            identity.OrganizationId, identity.ClientEmail!, JsonSerializer.Deserialize<FederatedAccount>(secret)!))
        : new GoogleCredential(identity.ClientEmail!, identity.KeyId, secret, options.Value, api.Handler, time);
}
