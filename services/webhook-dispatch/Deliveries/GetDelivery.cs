using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Receivers;

namespace Passinstance.Webhooks.Deliveries;

internal static class GetDelivery
{
    private const int MostAttempts = 100;

    internal static async Task<Results<Ok<DeliveryDetailResponse>, Problem>> HandleAsync(
        string id, string eventId, ClaimsPrincipal caller, WebhooksDbContext db, CancellationToken cancellationToken)
    {
        if (await db.FindReceiverAsync(id, caller, cancellationToken) is not { } receiver)
            return ReceiverLookup.NotFound(id);
        if (!TypeId.TryParse(IdPrefixes.Event, eventId, out var key) ||
            await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(
                d => d.OrganizationId == receiver.OrganizationId && d.ReceiverId == receiver.Id && d.EventId == key, cancellationToken) is not { } delivery)
            return DeliveryLookup.NotFound(eventId);

        var attempts = await db.Attempts.AsNoTracking()
            .Where(a => a.OrganizationId == receiver.OrganizationId && a.ReceiverId == receiver.Id && a.EventId == key)
            .OrderByDescending(a => a.Number).Take(MostAttempts).ToListAsync(cancellationToken);
        return TypedResults.Ok(DeliveryDetailResponse.From(delivery, attempts));
    }
}
