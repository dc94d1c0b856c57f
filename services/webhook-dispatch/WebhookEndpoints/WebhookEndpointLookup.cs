using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Finds the receiver a request names, in the caller's organisation only.</summary>
internal static class WebhookEndpointLookup
{
    internal static Problem NotFound(string id) => Problem.NotFound("webhook", id);

    internal static Problem ChangedMeanwhile() =>
        Problem.Conflict("changed_meanwhile", "The webhook was changed by another request at the same moment. Read it and send the change again.");

    extension(WebhooksDbContext db)
    {
        /// <summary>Null when there is none; another organisation's and a deleted one look the same.</summary>
        internal async Task<WebhookEndpoint?> FindWebhookAsync(string id, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (!TypeId.TryParse(IdPrefixes.Webhook, id, out var endpointId))
                return null;
            var organizationId = caller.OrganizationId;
            return await db.WebhookEndpoints.SingleOrDefaultAsync(
                r => r.OrganizationId == organizationId && r.Id == endpointId && r.DeletedAt == null, cancellationToken);
        }

        /// <summary>False when another request saved the same receiver first.</summary>
        internal async Task<bool> TrySaveAsync(CancellationToken cancellationToken)
        {
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateConcurrencyException)
            {
                return false;
            }
        }
    }
}
