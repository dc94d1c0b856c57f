using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>The pauses of endpoints that failed too often.</summary>
internal static class WebhookPause
{
    /// <summary>Why an endpoint is paused: the only reason there is.</summary>
    internal const string Reason = "tooManyFailures";

    extension(WebhooksDbContext db)
    {
        /// <summary>Until when endpoints are paused; those that are not are missing.</summary>
        internal Task<Dictionary<Guid, DateTimeOffset>> PausesAsync(
            Guid organizationId, IReadOnlyCollection<Guid> endpoints, DateTimeOffset now, CancellationToken cancellationToken) =>
            db.WebhookEndpointStates.AsNoTracking()
                .Where(s => s.OrganizationId == organizationId && endpoints.Contains(s.EndpointId) && s.BreakerOpenUntil > now)
                .ToDictionaryAsync(s => s.EndpointId, s => s.BreakerOpenUntil!.Value, cancellationToken);

        /// <summary>
        /// Ends the pause of an endpoint, because its owner has changed its address or asks to send now. Its failures are kept: one
        /// delivery at a time is sent until one succeeds.
        /// </summary>
        internal Task EndPauseAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
            db.WebhookEndpointStates.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
                .ExecuteUpdateAsync(s => s
                    .SetProperty(state => state.BreakerOpenUntil, (DateTimeOffset?)null)
                    .SetProperty(state => state.SlowUntil, (DateTimeOffset?)null), cancellationToken);
    }
}
