using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>A webhook's deliveries, newest event first.</summary>
internal static class ListWebhookDeliveries
{
    internal static async Task<Results<Ok<Page<DeliveryResponse>>, Problem>> HandleAsync(
        string id, string? status, string? type, int? limit, string? cursor, ClaimsPrincipal caller, WebhooksDbContext db,
        CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        DeliveryStatus? only = null;
        if (status is not null)
        {
            if (!Enum.TryParse<DeliveryStatus>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) ||
                char.IsDigit(status[0]))
                return Problem.Invalid("?status", "unknown_status", "status must be pending, delivered or failed.");
            only = parsed;
        }

        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var query = db.Deliveries.AsNoTracking().Where(d => d.OrganizationId == endpoint.OrganizationId && d.EndpointId == endpoint.Id);
        if (only is { } wanted)
            query = query.Where(d => d.Status == wanted);
        if (type is not null)
            query = query.Where(d => d.EventType == type);
        var rows = await query.Newest(page, d => d.EventId).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, d => d.EventId, DeliveryResponse.From));
    }
}
