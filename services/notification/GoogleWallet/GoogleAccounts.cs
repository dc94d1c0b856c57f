using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Finds the service account of an issuer: it is asked of the service that signs save links, and kept in memory for a while.</summary>
internal sealed class GoogleAccounts(HttpClient http, SecretBox box, GoogleOptions options, GoogleApi api, TimeProvider time)
{
    // What the pass service seals the answer for.
    private const string Purpose = "google-account";
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Issuer, (GoogleCredential Credential, long FoundAt)> _known = new();

    internal sealed record Answer(string ClientEmail, string? KeyId, string PrivateKey);

    /// <summary>Null when the organisation has no account for the issuer.</summary>
    /// <exception cref="HttpRequestException">The service does not answer; it is tried again.</exception>
    internal async Task<GoogleCredential?> FindAsync(Issuer issuer, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(issuer, out var known) && time.GetElapsedTime(known.FoundAt) < Trusted)
            return known.Credential;
        var path = $"/internal/google-accounts/{issuer.IssuerId}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", ServiceCall.Authorization(box, issuer.OrganizationId, path, time));
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize<Answer>(box.Open(Purpose, issuer.OrganizationId, await response.Content.ReadAsByteArrayAsync(cancellationToken)))!;
        var found = new GoogleCredential(answer.ClientEmail, answer.KeyId, answer.PrivateKey, options, api.Handler, time);
        // The same key keeps its access token.
        var credential = known.Credential?.Fingerprint == found.Fingerprint ? known.Credential : found;
        _known[issuer] = (credential, time.GetTimestamp());
        return credential;
    }

    /// <summary>The key may be another now.</summary>
    internal void Forget(Issuer issuer) => _known.TryRemove(issuer, out _);
}
