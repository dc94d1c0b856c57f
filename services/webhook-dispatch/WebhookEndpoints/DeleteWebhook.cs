using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>
/// Hides the endpoint at once and deletes its secrets. Retention deletes its deliveries in batches, because there may be millions.
/// </summary>
internal static class DeleteWebhook
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, UnitOfWork unitOfWork, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);

        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        endpoint.Delete(time);
        if (!await db.TrySaveAsync(cancellationToken))
            return WebhookEndpointLookup.ChangedMeanwhile();
        await db.WebhookSecrets.Where(s => s.OrganizationId == endpoint.OrganizationId && s.EndpointId == endpoint.Id)
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
