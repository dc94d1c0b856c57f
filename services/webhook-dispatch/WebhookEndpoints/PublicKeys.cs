using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Published keys of receivers that want a signature which they can check and nobody but us can make.</summary>
internal static class PublicKeys
{
    internal const string Prefix = "whpk_";

    extension(WebhooksDbContext db)
    {
        /// <summary>Receivers' Ed25519 keys that sign now, the newest first.</summary>
        internal async Task<ILookup<Guid, string>> PublicKeysAsync(Guid organizationId, IReadOnlyCollection<Guid> endpoints, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var keys = await db.WebhookSecrets.AsNoTracking()
                .Where(s => s.OrganizationId == organizationId && endpoints.Contains(s.EndpointId) && s.PublicKey != null && (s.ExpiresAt == null || s.ExpiresAt > now))
                .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
                .Select(s => new { s.EndpointId, s.PublicKey })
                .ToListAsync(cancellationToken);
            return keys.ToLookup(key => key.EndpointId, key => Prefix + Convert.ToBase64String(key.PublicKey!));
        }

        /// <summary>The receiver's answer with its published keys.</summary>
        internal async Task<WebhookResponse> DescribeAsync(WebhookEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
        {
            var keys = await db.PublicKeysAsync(endpoint.OrganizationId, [endpoint.Id], time.GetUtcNow(), cancellationToken);
            return WebhookResponse.From(endpoint) with { PublicKeys = [.. keys[endpoint.Id]] };
        }

        /// <summary>Whether the receiver has an Ed25519 key that is not running out.</summary>
        internal Task<bool> SignsWithEd25519Async(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
            db.WebhookSecrets.AnyAsync(
                s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id && s.Algorithm == SignatureAlgorithm.Ed25519 && s.ExpiresAt == null, cancellationToken);
    }
}
