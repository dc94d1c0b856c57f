using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Enables and disables a receiver. Doing it twice is doing it once.</summary>
internal static class EnableWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> DisableAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        endpoint.Disable(DisabledReason.ByOwner, time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken)) : WebhookEndpointLookup.ChangedMeanwhile();
    }

    internal static async Task<Results<Ok<WebhookResponse>, Problem>> EnableAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, AfterCommit afterCommit, TimeProvider time, DeliverySignal signal,
        CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        endpoint.Enable(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        // A fresh start: the failures that closed it must not close it again at the first new one.
        await db.WebhookEndpointStates.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
            .ExecuteUpdateAsync(s => s
                .SetProperty(state => state.FailingSince, (DateTimeOffset?)null)
                .SetProperty(state => state.BreakerTrips, 0)
                .SetProperty(state => state.BreakerOpenUntil, (DateTimeOffset?)null)
                .SetProperty(state => state.SlowUntil, (DateTimeOffset?)null), cancellationToken);
        afterCommit.Do(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken));
    }
}
