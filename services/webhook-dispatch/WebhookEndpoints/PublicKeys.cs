using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>The public keys of endpoints whose deliveries are also signed with Ed25519.</summary>
internal static class PublicKeys
{
    internal const string Prefix = "whpk_";

    extension(WebhooksDbContext db)
    {
        /// <summary>The Ed25519 keys of endpoints that sign at <paramref name="now"/>, the newest first.</summary>
        internal async Task<ILookup<Guid, string>> PublicKeysAsync(
            Guid organizationId, IReadOnlyCollection<Guid> endpoints, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var keys = await db.WebhookSecrets.AsNoTracking()
                .Where(s => s.OrganizationId == organizationId && endpoints.Contains(s.EndpointId))
                .Where(s => s.PublicKey != null && (s.ExpiresAt == null || s.ExpiresAt > now))
                .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
                .Select(s => new { s.EndpointId, s.PublicKey })
                .ToListAsync(cancellationToken);
            return keys.ToLookup(key => key.EndpointId, key => Prefix + Convert.ToBase64String(key.PublicKey!));
        }

        /// <summary>The response for an endpoint, with its public keys and its pause.</summary>
        internal async Task<WebhookResponse> DescribeAsync(WebhookEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
        {
            var now = time.GetUtcNow();
            var keys = await db.PublicKeysAsync(endpoint.OrganizationId, [endpoint.Id], now, cancellationToken);
            var pauses = await db.PausesAsync(endpoint.OrganizationId, [endpoint.Id], now, cancellationToken);
            return WebhookResponse.From(endpoint).With(
                keys[endpoint.Id], pauses.TryGetValue(endpoint.Id, out var until) ? until : null);
        }

        /// <summary>Whether the endpoint has an Ed25519 key without an end.</summary>
        internal Task<bool> SignsWithEd25519Async(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
            db.WebhookSecrets.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
                .AnyAsync(s => s.Algorithm == SignatureAlgorithm.Ed25519 && s.ExpiresAt == null, cancellationToken);
    }
}
