using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Portal;

/// <summary>Ends all portal links of a webhook that were made so far. Idempotent; links that are made later work.</summary>
internal static class RevokeWebhookPortalLinks
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        endpoint.RevokePortalLinks(time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.NoContent() : WebhookEndpointLookup.ChangedMeanwhile();
    }
}
