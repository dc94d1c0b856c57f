using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;

namespace Passinstance.Notifications.Apns;

/// <summary>Which pass type of which organisation.</summary>
internal readonly record struct Topic(Guid OrganizationId, string PassTypeIdentifier);

/// <summary>
/// Finds the credential of a pass type: the one place that knows where credentials come from. It is asked of the service that signs the passes
/// and kept in memory; with a key for its team, a token takes its place.
/// </summary>
internal sealed class PushIdentities(HttpClient http, SecretBox box, ApnsOptions options, TimeProvider time)
{
    // What the pass service seals the answer for.
    private const string Purpose = "push-identity";
    private readonly ConcurrentDictionary<string, ApnsCredential> _byKey = new();

    internal sealed record Answer(string Certificate, string Intermediates, string PrivateKey, string TeamIdentifier);

    /// <summary>Null when the organisation has no certificate for the pass type. The caller disposes one that it does not keep.</summary>
    /// <exception cref="HttpRequestException">The service does not answer; the push is tried again.</exception>
    internal async Task<ApnsCredential?> FindAsync(Topic topic, CancellationToken cancellationToken)
    {
        var path = $"/internal/push-identities/{topic.PassTypeIdentifier}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", ServiceCall.Authorization(box, topic.OrganizationId, path, time));
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        var answer = JsonSerializer.Deserialize<Answer>(box.Open(Purpose, topic.OrganizationId, await response.Content.ReadAsByteArrayAsync(cancellationToken)))!;
        return options.Keys.TryGetValue(answer.TeamIdentifier, out var key)
            ? _byKey.GetOrAdd(answer.TeamIdentifier, team => ApnsCredential.OfKey(team, key, time))
            : ApnsCredential.OfCertificate(answer.Certificate, answer.PrivateKey, answer.Intermediates);
    }
}
