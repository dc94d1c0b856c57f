using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

internal static class GetWebhookDelivery
{
    private const int MaxAttempts = 100;

    internal static async Task<Results<Ok<DeliveryDetailResponse>, Problem>> HandleAsync(
        string id, string eventId, ClaimsPrincipal caller, WebhooksDbContext db, SecretBox box, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        if (!TypeId.TryParse(IdPrefixes.Event, eventId, out var key) ||
            await db.FindDeliveryAsync(endpoint, key, cancellationToken) is not { } delivery)
            return DeliveryLookup.NotFound(eventId);

        var attempts = await db.Attempts.AsNoTracking()
            .Where(a => a.OrganizationId == endpoint.OrganizationId && a.EndpointId == endpoint.Id && a.EventId == key)
            .OrderByDescending(a => a.Number).Take(MaxAttempts).ToListAsync(cancellationToken);
        var recorded = await db.Events.AsNoTracking()
            .SingleOrDefaultAsync(e => e.OrganizationId == endpoint.OrganizationId && e.Id == key, cancellationToken);
        return TypedResults.Ok(DeliveryDetailResponse.From(
            delivery, attempts, recorded is null ? null : EventPayload.ToShow(recorded, caller, box)));
    }
}
