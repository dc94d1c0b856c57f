using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.WebhookEndpoints;

internal static class GetWebhook
{
    internal static async Task<Results<Ok<WebhookResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.FindWebhookAsync(id, caller, cancellationToken) is { } endpoint
            ? TypedResults.Ok(await db.DescribeAsync(endpoint, time, cancellationToken))
            : WebhookEndpointLookup.NotFound(id);
}
