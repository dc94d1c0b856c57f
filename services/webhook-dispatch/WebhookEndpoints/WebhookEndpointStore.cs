using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>SQL about endpoints that LINQ cannot express.</summary>
internal static class WebhookEndpointStore
{
    extension(WebhooksDbContext db)
    {
        /// <summary>Locks the endpoint's row until the transaction ends.</summary>
        internal Task LockAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
            $"SELECT FROM webhook_endpoints WHERE organization_id = {endpoint.OrganizationId} AND id = {endpoint.Id} FOR UPDATE",
            cancellationToken);
    }
}
