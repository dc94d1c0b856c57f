using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>The deliveries of one event to all webhooks.</summary>
internal static class ListEventDeliveries
{
    internal static async Task<Results<Ok<Page<DeliveryResponse>>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Event, id, out var eventId) ||
            !await db.Events.AnyAsync(e => e.OrganizationId == organizationId && e.Id == eventId, cancellationToken))
            return Problem.NotFound("event", id);
        // By endpoint, so that the primary key serves; an organization has few of them.
        var rows = await db.WebhookEndpoints.AsNoTracking().Where(r => r.OrganizationId == organizationId && r.DeletedAt == null)
            .Join(
                db.Deliveries, r => new { r.OrganizationId, EndpointId = r.Id, EventId = eventId },
                d => new { d.OrganizationId, d.EndpointId, d.EventId }, (_, d) => d)
            .OrderByDescending(d => d.EndpointId).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<DeliveryResponse>([.. rows.Select(DeliveryResponse.From)], HasMore: false, NextCursor: null));
    }
}
