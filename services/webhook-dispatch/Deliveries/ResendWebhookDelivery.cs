using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>Sends one delivery again at once, in place of a due retry. A delivery that had ended gets a single attempt.</summary>
internal static class ResendWebhookDelivery
{
    internal static async Task<Results<Accepted<DeliveryResponse>, Problem>> HandleAsync(
        string id, string eventId, ClaimsPrincipal caller, WebhooksDbContext db, UnitOfWork unitOfWork,
        DeliveryStore store, RetrySchedule retries, DeliverySignal signal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        if (!TypeId.TryParse(IdPrefixes.Event, eventId, out var key))
            return DeliveryLookup.NotFound(eventId);
        if (endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var isDue = await store.ResendAsync(endpoint, key, retries.MaxAttempts - 1, cancellationToken);
        if (await db.FindDeliveryAsync(endpoint, key, cancellationToken) is not { } delivery)
            return DeliveryLookup.NotFound(eventId);
        if (!isDue && delivery.ClaimId is not null)
            return Problem.Conflict("delivery_in_progress", "An attempt is in progress. Look at its result, then decide.");
        if (!isDue)
        {
            return Problem.Conflict(
                "payload_expired",
                $"The event's payload was deleted after {DeliveryLookup.Retention.Days} days; it can no longer be sent.");
        }

        await db.EndPauseAsync(endpoint, cancellationToken);
        await db.SaveAuditEntryAsync(endpoint.OrganizationId, IdPrefixes.Webhook, endpoint.Id, time, cancellationToken);
        unitOfWork.OnCommitted(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        var response = DeliveryResponse.From(delivery);
        return TypedResults.Accepted($"/api/v1/webhooks/{response.WebhookId}/deliveries/{response.EventId}", response);
    }
}
