using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Idempotent: enabling an enabled webhook changes nothing.</summary>
internal static class EnableWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, UnitOfWork unitOfWork, TimeProvider time,
        DeliverySignal signal, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        endpoint.Enable(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        // Earlier failures are forgotten; otherwise the next one could disable the endpoint again.
        await db.WebhookEndpointStates.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
            .ExecuteUpdateAsync(s => s
                .SetProperty(state => state.FailingSince, (DateTimeOffset?)null)
                .SetProperty(state => state.BreakerTrips, 0)
                .SetProperty(state => state.BreakerOpenUntil, (DateTimeOffset?)null)
                .SetProperty(state => state.SlowUntil, (DateTimeOffset?)null), cancellationToken);
        unitOfWork.OnCommitted(signal.Set);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken));
    }
}
