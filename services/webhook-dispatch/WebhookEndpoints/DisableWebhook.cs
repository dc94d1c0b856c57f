using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Idempotent: disabling a disabled webhook changes nothing.</summary>
internal static class DisableWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        endpoint.Disable(DisabledReason.ByOwner, time);
        return await db.TrySaveAsync(cancellationToken)
            ? TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken))
            : WebhookEndpointLookup.ChangedMeanwhile();
    }
}
