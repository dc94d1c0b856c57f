using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Passinstance.Notifications.WalletIdentities;

namespace Passinstance.Notifications.Apns;

/// <summary>A pass type of an organization.</summary>
internal readonly record struct Topic(Guid OrganizationId, string PassTypeIdentifier);

/// <summary>Finds the credential of a pass type: a token where a key for its team is configured, else its certificate.</summary>
internal sealed class PushIdentities(IServiceScopeFactory scopes, IOptions<ApnsOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ApnsCredential> _byKey = new();

    /// <summary>Null when the organization has no certificate for the pass type. The caller disposes one that it does not keep.</summary>
    /// <exception cref="HttpRequestException">The template service does not respond, and there is no replica.</exception>
    internal async Task<ApnsCredential?> FindAsync(Topic topic, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var identities = scope.ServiceProvider.GetRequiredService<WalletIdentityClient>();
        if (await identities.FindAppleAsync(topic.OrganizationId, topic.PassTypeIdentifier, cancellationToken) is not { } identity)
            return null;
        if (identity.TeamIdentifier is { } team && options.Value.Keys.TryGetValue(team, out var key))
            return _byKey.GetOrAdd(team, _ => ApnsCredential.FromKey(team, key, time));
        // TLS needs the key itself: passes that are signed elsewhere are pushed with a key of the team (Apns:Keys).
        return identity.IsExternal ? null
            : ApnsCredential.FromCertificate(identity.Certificate!, identities.OpenSecret(identity), identity.Intermediates!);
    }
}
