using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>A webhook's deliveries, newest event first; and an event's, over all webhooks.</summary>
internal static class ListDeliveries
{
    internal static async Task<Results<Ok<Page<DeliveryResponse>>, Problem>> OfWebhookAsync(
        string id, string? status, string? type, int? limit, string? cursor, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        DeliveryStatus? wanted = null;
        if (status is not null)
        {
            if (!Enum.TryParse<DeliveryStatus>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsDigit(status[0]))
                return Problem.Invalid("?status", "unknown_status", "status must be pending, delivered or failed.");
            wanted = parsed;
        }

        if (await db.FindWebhookAsync(id, caller, cancellationToken) is not { } endpoint)
            return WebhookEndpointLookup.NotFound(id);
        var query = db.Deliveries.AsNoTracking().Where(d => d.OrganizationId == endpoint.OrganizationId && d.EndpointId == endpoint.Id);
        if (wanted is { } only)
            query = query.Where(d => d.Status == only);
        if (type is not null)
            query = query.Where(d => d.EventType == type);
        if (page.Before is { } before)
            query = query.Where(d => d.EventId < before);
        var rows = await query.OrderByDescending(d => d.EventId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, d => d.EventId, DeliveryResponse.From));
    }

    internal static async Task<Results<Ok<Page<DeliveryResponse>>, Problem>> OfEventAsync(
        string id, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (!TypeId.TryParse(IdPrefixes.Event, id, out var eventId) ||
            !await db.Events.AnyAsync(e => e.OrganizationId == organizationId && e.Id == eventId, cancellationToken))
            return Problem.NotFound("event", id);
        // By receiver, so that the primary key serves: an organisation has few of them.
        var rows = await db.WebhookEndpoints.AsNoTracking().Where(r => r.OrganizationId == organizationId && r.DeletedAt == null)
            .Join(db.Deliveries, r => new { r.OrganizationId, EndpointId = r.Id, EventId = eventId }, d => new { d.OrganizationId, d.EndpointId, d.EventId }, (_, d) => d)
            .OrderByDescending(d => d.EndpointId).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<DeliveryResponse>([.. rows.Select(DeliveryResponse.From)], HasMore: false, NextCursor: null));
    }
}
