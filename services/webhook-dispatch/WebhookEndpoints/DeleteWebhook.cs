using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>
/// Hides the receiver at once and erases its secrets; the clean-up removes its deliveries in batches, because a receiver may have millions.
/// </summary>
internal static class DeleteWebhook
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, RequestTransaction requestTransaction, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var transaction = await requestTransaction.BeginAsync(cancellationToken);
        endpoint.Delete(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        await db.WebhookSecrets.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
