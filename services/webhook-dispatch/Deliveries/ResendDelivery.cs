using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>
/// Sends one delivery again at once. It takes the place of a retry that was due, and gives a delivery that had ended a single attempt.
/// </summary>
internal static class ResendDelivery
{
    internal static async Task<Results<Accepted<DeliveryResponse>, Problem>> HandleAsync(
        string id, string eventId, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, DispatchClock clock,
        DeliverySignal signal, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        if (!TypeId.TryParse(IdPrefixes.Event, eventId, out var key))
            return DeliveryLookup.NotFound(eventId);
        if (endpoint.DisabledAt is not null)
            return DeliveryLookup.Disabled(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE deliveries d SET status = 'pending', trigger = 'resend', lane = 0, claim_id = NULL, next_attempt_at = coalesce($4, statement_timestamp()),
                   step = CASE WHEN status = 'pending' THEN step ELSE $5 END
            WHERE organization_id = $1 AND endpoint_id = $2 AND event_id = $3
                AND (claim_id IS NULL OR next_attempt_at <= coalesce($4, statement_timestamp()))
                AND EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
            """, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.Add(new() { Value = endpoint.OrganizationId });
        command.Parameters.Add(new() { Value = endpoint.Id });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(clock.Now());
        command.Parameters.Add(new() { Value = RetrySchedule.MaximumAttempts - 1 });
        var changed = await command.ExecuteNonQueryAsync(cancellationToken);
        var delivery = await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(
            d => d.OrganizationId == endpoint.OrganizationId && d.EndpointId == endpoint.Id && d.EventId == key, cancellationToken);
        if (delivery is null)
            return DeliveryLookup.NotFound(eventId);
        if (changed == 0)
        {
            return delivery.ClaimId is not null
                ? Problem.Conflict("under_way", "An attempt is under way. Look at its outcome, then decide.")
                : Problem.Conflict("payload_expired", $"The event's payload was deleted after {DeliveryLookup.Reach.Days} days; it cannot be sent any more.");
        }

        afterCommit.Do(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        var response = DeliveryResponse.From(delivery);
        return TypedResults.Accepted($"/api/v1/webhooks/{response.WebhookId}/deliveries/{response.EventId}", response);
    }
}
