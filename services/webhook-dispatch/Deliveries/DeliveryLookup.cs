using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Finds a delivery, and the problems that several use cases return.</summary>
internal static class DeliveryLookup
{
    /// <summary>How long payloads are kept, and so how old an event may be to be sent again.</summary>
    internal static TimeSpan Retention { get; } = TimeSpan.FromDays(30);

    internal static Task<Delivery?> FindDeliveryAsync(
        this WebhooksDbContext db, WebhookEndpoint endpoint, Guid eventId, CancellationToken cancellationToken) =>
        db.Deliveries.AsNoTracking().SingleOrDefaultAsync(
            d => d.OrganizationId == endpoint.OrganizationId && d.EndpointId == endpoint.Id && d.EventId == eventId, cancellationToken);

    internal static Problem NotFound(string eventId) => Problem.NotFound("delivery of event", eventId);

    internal static Problem Disabled(string id) =>
        Problem.Conflict(
            "webhook_disabled", $"The webhook '{id}' is disabled. Enable it with POST /webhooks/{id}/enable, then send again.");

    /// <summary>Null when the span of a request is valid.</summary>
    internal static Problem? CheckSpan(DateTimeOffset? since, DateTimeOffset? until, DateTimeOffset now)
    {
        if (since is null)
            return Problem.Invalid("/since", "required", "since is required, for example 2026-11-20T00:00:00Z.");
        if (since < now - Retention)
            return Problem.Invalid("/since", "too_old", $"Events can be sent again for {Retention.Days} days. Choose a later time.",
                ("maxDays", Retention.Days));
        return until <= since ? Problem.Invalid("/until", "out_of_range", "until must be after since.") : null;
    }
}
