using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Finds the endpoint that a request names, among the caller's organization's.</summary>
internal static class WebhookEndpointLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("webhook", id);

    internal static Problem ChangedMeanwhile() =>
        Problem.Conflict(
            "changed_meanwhile", "The webhook was changed by another request at the same time. Read it and send the change again.");

    extension(WebhooksDbContext db)
    {
        /// <summary>Null when there is none, it is deleted, or it belongs to another organization.</summary>
        internal async Task<WebhookEndpoint?> FindWebhookAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Webhook, id, out var endpointId))
                return null;
            var organizationId = caller.OrganizationId;
            return await db.WebhookEndpoints.SingleOrDefaultAsync(
                r => r.OrganizationId == organizationId && r.Id == endpointId && r.DeletedAt == null, cancellationToken);
        }
    }
}
